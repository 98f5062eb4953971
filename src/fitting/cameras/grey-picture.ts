import type { WorkingView } from '../../capture/working-view.ts';
import { type Camera, scaleCamera } from '../../geometry/camera.ts';
import { halveImage, type LinearImage } from '../../image/image.ts';
import { GREYS, type GreyKind } from '../evidence/pixels/log-grey.ts';

/** A small photograph: what is compared of it. */
export interface GreyPicture {
  readonly width: number;
  readonly height: number;
  /** Logarithm of the matte grey [h, w] */
  readonly grey: Float32Array;
  /** [h, w] 0 where pixels do not count: what is known not to be skin may be left out here. */
  readonly mask: Uint8Array;
  /** Its pixels per pixel of the photograph. */
  readonly scale: number;
}

/** Finer than this nothing is compared. */
const PIXELS_PER_MM = 1.1;

/** A working view so small that a pixel is about as wide as the points on the skin lie apart. @param density pixels per mm on the head */
export function greyPicture(
  { image, mask }: Pick<WorkingView, 'image' | 'mask'>,
  density: number,
  kind: GreyKind,
): GreyPicture {
  let [small, scale]: [LinearImage, number] = [image, 1];
  while (density * scale > PIXELS_PER_MM) {
    small = halveImage(small);
    scale /= 2;
  }
  const { width, height } = small;
  const own = new Uint8Array(width * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      own[y * width + x] = mask[Math.floor((y + 0.5) / scale) * image.width + Math.floor((x + 0.5) / scale)];
  return { width, height, scale, grey: GREYS[kind](small, new Float32Array(width * height)), mask: own };
}

/** A working view's camera in the pixels of its small picture. */
export function cameraOfGrey(camera: Camera, { scale, width, height }: GreyPicture): Camera {
  return scaleCamera(camera, scale, width, height);
}

/** A picture at another size: bilinear, from the nearest of its halvings that is not smaller. @param factor of its sides */
export function resizeGrey(picture: GreyPicture, factor: number): GreyPicture {
  let from = picture;
  while (2 * factor * picture.width <= from.width && from.width > 8 && from.height > 8) from = halveGrey(from);
  const width = Math.max(2, Math.round(picture.width * factor));
  const height = Math.max(2, Math.round(picture.height * factor));
  const grey = new Float32Array(width * height);
  const mask = new Uint8Array(width * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const fx = Math.min(from.width - 1.001, Math.max(0, ((x + 0.5) * from.width) / width - 0.5));
      const fy = Math.min(from.height - 1.001, Math.max(0, ((y + 0.5) * from.height) / height - 0.5));
      const [ix, iy] = [Math.floor(fx), Math.floor(fy)];
      const k = iy * from.width + ix;
      const top = from.grey[k] + (fx - ix) * (from.grey[k + 1] - from.grey[k]);
      const below = k + from.width;
      const bottom = from.grey[below] + (fx - ix) * (from.grey[below + 1] - from.grey[below]);
      grey[y * width + x] = top + (fy - iy) * (bottom - top);
      mask[y * width + x] = from.mask[k];
    }
  return { width, height, grey, mask, scale: picture.scale * factor };
}

function halveGrey({ width, height, grey, mask, scale }: GreyPicture): GreyPicture {
  const [w, h] = [width >> 1, height >> 1];
  const out = { width: w, height: h, grey: new Float32Array(w * h), mask: new Uint8Array(w * h), scale: scale / 2 };
  for (let y = 0; y < h; y++)
    for (let x = 0; x < w; x++) {
      const k = 2 * y * width + 2 * x;
      out.grey[y * w + x] = (grey[k] + grey[k + 1] + grey[k + width] + grey[k + width + 1]) / 4;
      out.mask[y * w + x] = Math.min(mask[k], mask[k + 1], mask[k + width], mask[k + width + 1]);
    }
  return out;
}
