import { smoothStep } from '../../../geometry/smooth-step.ts';
import { blurPlane } from '../../../image/blur-plane.ts';
import { type HairTexels, texelMm } from './hair-texels.ts';
import type { CoverVotes } from './texel-cover.ts';

/** Standard deviations of what votes are averaged with, mm: where a view looks at hair squarely, and where it glances at it or nobody sees it. */
const SQUARE_MM = 0.5;
const GLANCING_MM = 4;
/** Votes, squared cosines in the sum, from which on a place is not glanced at, and is looked at squarely. */
const SQUARELY = [0.25, 0.7] as const;
/** Trust in skin from which on it is told from hair around it, and is. */
const SKIN_TOLD = [0.5, 1] as const;
/** Two boxes of 2 r + 1 texels a side have a standard deviation of so many r. */
const DEVIATION = Math.sqrt(2 / 3);

/** How much of each texel hair covers. */
export interface PlacedCover {
  /** [N] 0..1 */
  readonly cover: Float64Array;
  /**
   * How far views show it as it is [N] 0..1: they look at it squarely, and it grows out of the skin there. Hair that hangs before the neck
   * ends before it, and hair around ears behind them: no pixel's share says how much it covers.
   */
  readonly shown: Float64Array;
}

/**
 * How much of what surrounds each texel is hair [N] 0..1: sum of votes for hair over the sum of all in a window. A label's edge is a
 * pixel uncertain, which on a surface that turns away is many millimetres of it: there the window is wide. Votes that see more count
 * for more, so an edge that one view shows well is not drawn out by what lies beside it unseen.
 */
export function smoothCover(texels: HairTexels, { hair, all }: CoverVotes): PlacedCover {
  const { index, size, clothesTrust, skinTrust } = texels;
  const mm = texelMm(texels);
  const plane = (values: Float64Array): Float32Array => {
    const out = new Float32Array(size * size);
    index.forEach((texel, i) => {
      out[texel] = values[i];
    });
    return out;
  };
  const [hairPlane, allPlane] = [plane(hair), plane(all)];
  const blurred = (from: Float32Array, sigmaMm: number): Float32Array =>
    blurPlane(from, size, Math.max(1, Math.round(sigmaMm / mm / DEVIATION)));
  const [fineHair, fineAll] = [hairPlane, allPlane].map((from) => blurred(from, SQUARE_MM));
  const [wideHair, wideAll] = [hairPlane, allPlane].map((from) => blurred(from, GLANCING_MM));
  const square = Float64Array.from(index, (texel) => smoothStep(wideAll[texel], SQUARELY));
  const cover = Float64Array.from(
    index,
    (texel, i) => (square[i] * fineHair[texel]) / fineAll[texel] + ((1 - square[i]) * wideHair[texel]) / wideAll[texel],
  );
  return { cover, shown: square.map((own, i) => own * (1 - clothesTrust[i]) * smoothStep(skinTrust[i], SKIN_TOLD)) };
}
