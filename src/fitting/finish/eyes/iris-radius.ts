import { type EyesGaze, gazeDirection, IRIS_RADIUS } from '../../../head/anatomy/eyes/eyeballs.ts';
import type { SeenEyes } from './find-gaze.ts';
import { discCost } from './iris-fit.ts';

/** People's irises (11.7 mm across) over the shipped eye's, and how far they differ, the size of the fitted head included. */
const USUAL = 0.89;
const SIGMA = 0.05;
/** How far the detector's are off. */
const DETECTOR_SIGMA = 0.06;
/** Eyes and views share what is wrong with them: all together count as so many. */
const INDEPENDENT = 2;
/** Sizes that are tried, times the shipped eye's. */
const FACTORS: readonly number[] = Array.from({ length: 33 }, (_, i) => 0.75 + 0.01 * i);

/**
 * Radius of the irises, radians from the eyeballs' centres: what is dark between the lids of all views that show where the
 * eyes look,
 *   min over r of  2 mean over eyes [ N/2 log(1 - R^2(r)) ] + (r/r_0 - 1)^2/(2 s^2) + (r/r_d - 1)^2/(2 s_d^2)
 * with what is usual r_0 and the median r_d of the detector's. The shipped eye's where no view shows them.
 */
export function irisRadius(eyes: readonly SeenEyes[], gazes: readonly (EyesGaze | null)[]): number {
  const discs = eyes.flatMap((seen, v) =>
    (['left', 'right'] as const).flatMap((side) => {
      const [eye, gaze] = [seen[side], gazes[v]];
      if (eye === null || gaze === null || eye.pixels.dark === null) return [];
      return [{ pixels: eye.pixels, axis: gazeDirection(eye.eyeball.axis, gaze[side]) }];
    }),
  );
  if (discs.length === 0) return IRIS_RADIUS;
  const detected = eyes
    .flatMap(({ left, right }) => [left?.detectedRadius ?? null, right?.detectedRadius ?? null])
    .filter((radius) => radius !== null)
    .sort((a, b) => a - b);
  const ring = detected[Math.floor(detected.length / 2)] ?? null;
  const cost = (factor: number): number => {
    const radius = factor * IRIS_RADIUS;
    const pixels = discs.reduce((sum, disc) => sum + discCost(disc.pixels, { axis: disc.axis, radius }), 0);
    const usual = ((factor / USUAL - 1) / SIGMA) ** 2 / 2;
    const found = ring === null ? 0 : ((radius / ring - 1) / DETECTOR_SIGMA) ** 2 / 2;
    return (INDEPENDENT * pixels) / discs.length + usual + found;
  };
  const costs = FACTORS.map(cost);
  const best = costs.indexOf(Math.min(...costs));
  return IRIS_RADIUS * FACTORS[best];
}
