import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { median } from '../../../geometry/median.ts';

/** How far each point strays, once the points are moved, by yaw (scripts/landmarks/measure-deviations.ts). */
export interface PointDeviations {
  /** Ascending, degrees [Y] */
  readonly yaws: readonly number[];
  /** Standard deviation along an axis, mm at the head [Y, 468]. */
  readonly deviations: Float64Array;
}

/** @returns null where the folder has none */
export function loadPointDeviations(folder: string): PointDeviations | null {
  const path = join(folder, 'landmark-deviations.json');
  if (!existsSync(path)) return null;
  const json = JSON.parse(readFileSync(path, 'utf8')) as { yaws: number[]; deviationsMm: number[][] };
  return { yaws: json.yaws, deviations: Float64Array.from(json.deviationsMm.flat()) };
}

/**
 * What points count beside the middle one of their view: chins and the face's rim stray two to three times as far as lids and nose.
 *   c_l = min(1, (median e / e_l)^2)
 * Points that stray less do not count more: what is left of them is alike in all views.
 * @param deviations of a view's points, mm [468] @returns [468]
 */
export function pointShares(deviations: ArrayLike<number>): Float64Array {
  const middle = median(deviations);
  return Float64Array.from(deviations, (e) => Math.min(1, (middle / e) ** 2));
}
