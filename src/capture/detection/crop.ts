import { type ByteImage, halveImage, type LinearImage, sampleBilinear } from '../../image/image.ts';

/** A rotated square in the photograph: centre and side in pixels, roll in radians (clockwise on screen). */
export interface FaceBox {
  /** Centre, pixels from the photograph's left edge. */
  readonly x: number;
  /** Centre, pixels from its upper edge. */
  readonly y: number;
  /** Side, pixels. */
  readonly size: number;
  /** Radians, clockwise on screen. */
  readonly roll: number;
}

/** A square of pixels that shows a box of a photograph. */
export interface FaceCrop {
  readonly box: FaceBox;
  /** Pixels along a side. */
  readonly size: number;
  /** Flipped left to right. */
  readonly mirrored: boolean;
}

/** Halved copies of a picture, so that a crop never skips pixels. */
export type Pyramid = readonly LinearImage[];

export function buildPyramid(image: LinearImage): Pyramid {
  const levels: LinearImage[] = [image];
  while (Math.min(levels[levels.length - 1].width, levels[levels.length - 1].height) >= 128)
    levels.push(halveImage(levels[levels.length - 1]));
  return levels;
}

/** Pyramid of a photograph's bytes in 0..1: sRGB values as networks are trained on, not linear light. */
export function unitPyramid({ width, height, data }: ByteImage): Pyramid {
  const unit = new Float32Array(data.length);
  for (let i = 0; i < unit.length; i++) unit[i] = data[i] / 255;
  return buildPyramid({ width, height, channels: 3, data: unit });
}

/** A crop [H, W, 3] as networks with channels first want it [3, H, W]. */
export function channelPlanes(pixels: Float32Array): Float32Array {
  const count = pixels.length / 3;
  const out = new Float32Array(pixels.length);
  for (let i = 0; i < count; i++) for (let c = 0; c < 3; c++) out[c * count + i] = pixels[3 * i + c];
  return out;
}

/** Such planes [3, H, W] as a crop again [H, W, 3]. */
export function channelsLast(planes: Float32Array): Float32Array {
  const count = planes.length / 3;
  const out = new Float32Array(planes.length);
  for (let i = 0; i < count; i++) for (let c = 0; c < 3; c++) out[3 * i + c] = planes[c * count + i];
  return out;
}

/**
 * Resamples a photograph to the crop's pixels; outside the photograph they are black.
 * @returns [size, size, 3] in the picture's own values.
 */
export function cropBox(pyramid: Pyramid, crop: FaceCrop): Float32Array {
  const { box, size } = crop;
  const scale = box.size / size;
  const level = Math.max(0, Math.min(pyramid.length - 1, Math.floor(Math.log2(Math.max(1, scale)) + 0.5)));
  const image = pyramid[level];
  const factorX = image.width / pyramid[0].width;
  const factorY = image.height / pyramid[0].height;
  const out = new Float32Array(3 * size * size);
  const sample = new Float64Array(3);
  // The map is affine: its value at one corner and its steps say it all.
  const [x0, y0] = fromCrop(crop, 0.5, 0.5);
  const [xRight, yRight] = fromCrop(crop, 1.5, 0.5);
  const [xBelow, yBelow] = fromCrop(crop, 0.5, 1.5);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const px = x0 + x * (xRight - x0) + y * (xBelow - x0);
      const py = y0 + x * (yRight - y0) + y * (yBelow - y0);
      if (px < 0 || py < 0 || px > pyramid[0].width || py > pyramid[0].height) continue;
      sampleBilinear(image, px * factorX, py * factorY, sample);
      const k = 3 * (y * size + x);
      out[k] = sample[0];
      out[k + 1] = sample[1];
      out[k + 2] = sample[2];
    }
  }
  return out;
}

/** The photograph's pixel under a crop's pixel. */
export function fromCrop({ box, size, mirrored }: FaceCrop, x: number, y: number): [number, number] {
  const u = ((mirrored ? size - x : x) / size - 0.5) * box.size;
  const v = (y / size - 0.5) * box.size;
  const cos = Math.cos(box.roll);
  const sin = Math.sin(box.roll);
  return [box.x + cos * u - sin * v, box.y + sin * u + cos * v];
}
