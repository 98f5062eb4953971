import type { RealArray } from '../kernels/kernel.ts';
import { byteFromLinear, LINEAR_FROM_BYTE } from './color.ts';

/** An 8-bit sRGB picture as it lies on disk [H, W, 3], row 0 at the top. */
export interface ByteImage {
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
  /** [height, width, 3] */
  readonly data: Uint8Array;
}

/** A picture in linear light [H, W, channels], row 0 at the top, pixel centres at +0.5. */
export interface LinearImage {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly data: Float32Array;
}

export function createLinearImage(width: number, height: number, channels: number): LinearImage {
  return { width, height, channels, data: new Float32Array(width * height * channels) };
}

export function linearImage(image: ByteImage): LinearImage {
  const data = new Float32Array(image.data.length);
  for (let i = 0; i < data.length; i++) data[i] = LINEAR_FROM_BYTE[image.data[i]];
  return { width: image.width, height: image.height, channels: 3, data };
}

/** @param out where the bytes go [H, W, 3] */
export function byteImage(
  { width, height, channels, data }: LinearImage,
  out: Uint8Array = new Uint8Array(3 * width * height),
): ByteImage {
  const second = channels > 1 ? 1 : 0;
  const third = channels > 2 ? 2 : second;
  for (let i = 0, k = 0; i < out.length; i += 3, k += channels) {
    out[i] = byteFromLinear(data[k]);
    out[i + 1] = byteFromLinear(data[k + second]);
    out[i + 2] = byteFromLinear(data[k + third]);
  }
  return { width, height, data: out };
}

/** A picture as the kernels read it. @returns colour and 1 [H, W, 4] in `dst` */
export function packPixels({ width, height, channels, data }: LinearImage, dst: RealArray): RealArray {
  const second = channels > 1 ? 1 : 0;
  const third = channels > 2 ? 2 : second;
  for (let i = 0, k = 0; i < 4 * width * height; i += 4, k += channels) {
    dst[i] = data[k];
    dst[i + 1] = data[k + second];
    dst[i + 2] = data[k + third];
    dst[i + 3] = 1;
  }
  return dst;
}

/** Half the size, each pixel the mean of four; an odd last row or column is dropped. */
export function halveImage(image: LinearImage): LinearImage {
  const width = image.width >> 1;
  const height = image.height >> 1;
  const { channels } = image;
  const data = new Float32Array(width * height * channels);
  const row = image.width * channels;
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let c = 0; c < channels; c++) {
        const k = 2 * y * row + 2 * x * channels + c;
        const sum = image.data[k] + image.data[k + channels] + image.data[k + row] + image.data[k + row + channels];
        data[(y * width + x) * channels + c] = sum / 4;
      }
  return { width, height, channels, data };
}

/** Bilinear sample at pixel coordinates, clamped at the border. @returns [channels] in `dst`. */
export function sampleBilinear(image: LinearImage, x: number, y: number, dst: Float64Array): Float64Array {
  const { width, height, channels, data } = image;
  const fx = Math.min(Math.max(x - 0.5, 0), width - 1);
  const fy = Math.min(Math.max(y - 0.5, 0), height - 1);
  const ix = Math.min(Math.floor(fx), Math.max(0, width - 2));
  const iy = Math.min(Math.floor(fy), Math.max(0, height - 2));
  const wx = fx - ix;
  const wy = fy - iy;
  const right = width > 1 ? channels : 0;
  const below = height > 1 ? channels * width : 0;
  let k = channels * (iy * width + ix);
  for (let c = 0; c < channels; c++, k++) {
    const top = data[k] * (1 - wx) + data[k + right] * wx;
    const bottom = data[k + below] * (1 - wx) + data[k + below + right] * wx;
    dst[c] = top * (1 - wy) + bottom * wy;
  }
  return dst;
}
