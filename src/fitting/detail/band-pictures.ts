import type { Camera } from '../../geometry/camera.ts';
import type { Kernels } from '../../kernels/kernel.ts';
import { type GreyView, viewFeatures } from '../evidence/pixels/feature-images.ts';

/** A photograph's relief of colour: what light, exposure and slow changes of tone have no part in. */
export interface BandPicture {
  readonly width: number;
  readonly height: number;
  /** y - G * y, y = log(grey + 0.03) [h, w]; NaN where a pixel does not count */
  readonly values: Float32Array;
}

/**
 * Logarithmic greys without what is broader than `bandMm` of skin. Patches of them are alike whatever a lamp that goes with the camera
 * does to the face; those of whole greys are drawn to where its shading agrees.
 */
export function bandPictures(
  kernels: Kernels,
  greys: readonly GreyView[],
  cameras: readonly Camera[],
  bandMm: number,
): BandPicture[] {
  const { memory } = kernels;
  const mark = memory.mark();
  // The layer is blurred by half of what is asked for.
  const blurred = viewFeatures(kernels, greys, cameras, 2 * bandMm);
  const pictures = greys.map(({ width, height, grey, mask }, v) => {
    const { fine } = blurred[v];
    const values = new Float32Array(grey.length);
    for (let k = 0; k < values.length; k++) values[k] = mask[k] === 1 ? grey[k] - fine[k] : Number.NaN;
    return { width, height, values };
  });
  memory.release(mark);
  return pictures;
}

/** Bilinear value; pixel centres at +0.5. NaN outside, and beside pixels that do not count. */
export function bandAt({ width, height, values }: BandPicture, x: number, y: number): number {
  const left = Math.floor(x - 0.5);
  const top = Math.floor(y - 0.5);
  if (!(left >= 0 && top >= 0 && left + 1 < width && top + 1 < height)) return Number.NaN;
  const a = x - 0.5 - left;
  const b = y - 0.5 - top;
  const k = top * width + left;
  const upper = (1 - a) * values[k] + a * values[k + 1];
  const lower = (1 - a) * values[k + width] + a * values[k + width + 1];
  return (1 - b) * upper + b * lower;
}
