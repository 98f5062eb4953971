import type { Random } from '../../../geometry/random.ts';
import type { LinearImage } from '../../../image/image.ts';
import { copyImage, type ImageAugmentation } from './face-picture.ts';

/** A grid of squares that are left out of a picture. */
export interface Grid {
  /** Offset of the first unit, 0..d, pixels. */
  readonly x: number;
  readonly y: number;
  /** Share of a unit's side that is kept beside its square, 0..1. */
  readonly r: number;
  /** Side of a unit, pixels. */
  readonly d: number;
  /** About the picture's middle, radians, clockwise on screen. */
  readonly angle: number;
}

/**
 * Which pixels GridMask keeps (Chen et al. 2020). The plane is tiled with units of side d; in each a square of side
 * (1 - r) d is left out, in its lower right corner, so that strips of width r d stay between squares. Of a unit's area d^2
 * the square takes (1 - r)^2 d^2, and the share that stays is
 *   k = 1 - (1 - r)^2 = 2 r - r^2.
 * The grid without a turn and with x = y = 0 is the fixed grid that is the same on every picture.
 * @returns 1 where a pixel is kept, else 0 [height, width]
 */
export function gridMask(width: number, height: number, { x, y, r, d, angle }: Grid): Uint8Array {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const out = new Uint8Array(width * height);
  for (let py = 0; py < height; py++)
    for (let px = 0; px < width; px++) {
      const [dx, dy] = [px + 0.5 - width / 2, py + 0.5 - height / 2];
      const u = within(cos * dx + sin * dy + width / 2 - x, d);
      const v = within(-sin * dx + cos * dy + height / 2 - y, d);
      out[py * width + px] = u < r * d || v < r * d ? 1 : 0;
    }
  return out;
}

/** Place within a unit, 0..d, also left of the first. */
function within(x: number, d: number): number {
  return x - d * Math.floor(x / d);
}

/** Share of a picture that a grid keeps: k = 2 r - r^2. */
export function keepRatio(r: number): number {
  return 2 * r - r * r;
}

/** The same grid on every picture: units of a seventh of its width, half kept on each side. */
export function fixedGrid(width: number): Grid {
  return { x: 0, y: 0, r: 0.5, d: width / 7, angle: 0 };
}

/** Units of any size from an eighth to a half of the picture, offset and turned anyhow; a face stays to be seen. */
export function sampleGrid(width: number, random: Random): Grid {
  const d = width * (0.125 + 0.375 * random.uniform());
  return {
    x: d * random.uniform(),
    y: d * random.uniform(),
    r: 0.4 + 0.3 * random.uniform(),
    d,
    angle: (Math.PI / 2) * random.uniform(),
  };
}

/** The picture without what a mask leaves out, which is black. */
export function masked(image: LinearImage, mask: Uint8Array): LinearImage {
  const out = copyImage(image);
  for (let i = 0; i < mask.length; i++) if (mask[i] === 0) out.data.fill(0, 3 * i, 3 * i + 3);
  return out;
}

export const augmentByGridMask: ImageAugmentation = (image, random) =>
  masked(image, gridMask(image.width, image.height, sampleGrid(image.width, random)));

export const augmentByFixedGrid: ImageAugmentation = (image) =>
  masked(image, gridMask(image.width, image.height, fixedGrid(image.width)));
