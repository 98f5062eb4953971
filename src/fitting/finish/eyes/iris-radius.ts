import { type EyesGaze, gazeDirection, IRIS_RADIUS } from '../../../head/anatomy/eyeballs.ts';
import type { SeenEyes } from './find-gaze.ts';
import { darkness, discCost } from './iris-fit.ts';

/** People's irises differ by this, of their size; models of the head and its eyeballs by as much. */
const SIGMA = 0.06;
/** Sizes that are tried, times the shipped eye's. */
const FACTORS: readonly number[] = Array.from({ length: 33 }, (_, i) => 0.84 + 0.01 * i);

/**
 * Radius of the irises, radians from the eyeballs' centres: what is dark between the lids of all views that show where the
 * eyes look,
 *   min over r of  sum over eyes N/2 log(1 - rho(r)^2) + (r/r_0 - 1)^2/(2 s^2)
 * The shipped eye's where no view shows them.
 */
export function irisRadius(eyes: readonly SeenEyes[], gazes: readonly (EyesGaze | null)[]): number {
  const discs = eyes.flatMap((seen, v) =>
    (['left', 'right'] as const).flatMap((side) => {
      const [eye, gaze] = [seen[side], gazes[v]];
      if (eye === null || gaze === null) return [];
      const dark = darkness(eye.pixels);
      return dark === null ? [] : [{ pixels: eye.pixels, dark, axis: gazeDirection(eye.eyeball.axis, gaze[side]) }];
    }),
  );
  const cost = (factor: number): number =>
    discs.reduce(
      (sum, { pixels, dark, axis }) => sum + discCost(pixels, dark, { axis, radius: factor * IRIS_RADIUS }),
      ((factor - 1) / SIGMA) ** 2 / 2,
    );
  const costs = FACTORS.map(cost);
  const best = costs.indexOf(Math.min(...costs));
  return IRIS_RADIUS * FACTORS[best];
}
