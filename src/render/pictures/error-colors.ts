import { LINEAR_FROM_BYTE } from '../../image/color.ts';
import type { Color } from '../raster/draw.ts';

/** Viridis (van der Walt and Smith 2015) at nine equal steps, sRGB: even in lightness, safe for colour-blind readers and in print. */
const STOPS: readonly (readonly [number, number, number])[] = [
  [68, 1, 84],
  [71, 44, 122],
  [59, 81, 139],
  [44, 113, 142],
  [33, 144, 141],
  [39, 173, 129],
  [92, 200, 99],
  [170, 220, 50],
  [253, 231, 37],
];

/** sRGB of a share of the scale, held at its ends. @param share 0..1 */
export function scaleColor(share: number): readonly [number, number, number] {
  const at = Math.min(1, Math.max(0, share)) * (STOPS.length - 1);
  const i = Math.min(STOPS.length - 2, Math.floor(at));
  const mix = (c: number): number => Math.round(STOPS[i][c] + (at - i) * (STOPS[i + 1][c] - STOPS[i][c]));
  return [mix(0), mix(1), mix(2)];
}

/** Where nothing was measured. */
export const UNMEASURED: Color = [0.35, 0.35, 0.35];

/** Linear-light colours [N, 3] of distances; NaN where nothing was measured. @param most the scale's upper end */
export function errorColors(distances: ArrayLike<number>, most: number): Float64Array {
  const out = new Float64Array(3 * distances.length);
  for (let i = 0; i < distances.length; i++) {
    const color = Number.isNaN(distances[i])
      ? UNMEASURED
      : scaleColor(distances[i] / most).map((byte) => LINEAR_FROM_BYTE[byte]);
    out.set(color, 3 * i);
  }
  return out;
}
