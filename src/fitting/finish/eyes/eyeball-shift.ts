import { type EyeballShift, NO_SHIFT } from '../../../head/anatomy/eyes/eyeballs.ts';
import { findGaze, type JudgedGaze, movedEye, refineByPixels, type SeenEyes } from './find-gaze.ts';

/**
 * What both eyes share of it, then what the left one has more and the right one less, mm: in fits of synthetic people
 * eyes lay 0.4 mm too far forwards, each 0.4 mm too near the other, and 0.7 mm too high. They get most of that, and so much freedom beside it.
 */
const MEANS_MM = [0, -0.7, -0.35, 0.3, 0, 0];
const SIGMAS_MM = [0.15, 0.2, 0.2, 0.4, 0.4, 0.1];
/** Farther from its mean nothing of it lies. */
const MOST_MM = 1.2;
const STEPS_MM = [0.8, 0.4, 0.2, 0.1];

interface ShiftedGazes {
  readonly shift: EyeballShift;
  /** Of each view; null where it shows no eye. */
  readonly gazes: readonly (JudgedGaze | null)[];
}

/**
 * Where the eyeballs lie, by all views together: an iris is round on its eyeball from every side, both eyes look at the same
 * thing, and neither lies far from where the fit has it,
 *   min over s of  sum over views [ min over g, v of  sum over eyes N/2 log(1 - R^2(g, v; s)) + (v - v_0)^2/(2 s_v^2) ] + sum_k (s_k - m_k)^2/(2 S_k^2)
 * as {@link refineByPixels} has it, in halved steps of what both eyes share of s, and of what they do not.
 * @param irisRadius radians, seen from the eyeball's centre
 */
export function eyeballShift(eyes: readonly SeenEyes[], irisRadius: number): ShiftedGazes {
  let gazes: readonly (JudgedGaze | null)[] = eyes.map((seen) => {
    const found = findGaze(seen, irisRadius);
    return found === null ? null : refineByPixels(seen, irisRadius, found.gaze);
  });
  let modes: readonly number[] = MEANS_MM;
  let least = Number.POSITIVE_INFINITY;
  const attempt = (other: readonly number[]): boolean => {
    if (other.some((x, k) => Math.abs(x - MEANS_MM[k]) > MOST_MM)) return false;
    const shift = shiftOf(other);
    const found = eyes.map((seen, v) => {
      const near = gazes[v];
      return near === null ? null : refineByPixels(movedEyes(seen, shift), irisRadius, near.gaze);
    });
    const cost = costOf(other, found);
    if (!(cost < least)) return false;
    [modes, gazes, least] = [other, found, cost];
    return true;
  };
  if (gazes.every((gaze) => gaze === null)) return { shift: NO_SHIFT, gazes };
  attempt(modes);
  for (const step of STEPS_MM) while (tryNeighbours(modes, step, attempt));
  return { shift: shiftOf(modes), gazes };
}

function tryNeighbours(
  start: readonly number[],
  step: number,
  attempt: (modes: readonly number[]) => boolean,
): boolean {
  let best = start;
  for (let k = 0; k < start.length; k++)
    for (const by of [step, -step]) {
      const other = best.with(k, best[k] + by);
      if (!attempt(other)) continue;
      best = other;
      break;
    }
  return best !== start;
}

function costOf(modes: readonly number[], gazes: readonly (JudgedGaze | null)[]): number {
  const prior = modes.reduce((sum, x, k) => sum + ((x - MEANS_MM[k]) / SIGMAS_MM[k]) ** 2 / 2, 0);
  return gazes.reduce((sum, gaze) => sum + (gaze?.cost ?? 0), prior);
}

function shiftOf(modes: readonly number[]): EyeballShift {
  return {
    left: [0, 1, 2].map((k) => modes[k] + modes[3 + k]),
    right: [0, 1, 2].map((k) => modes[k] - modes[3 + k]),
  };
}

/** The eyes of a view where they lie. */
export function movedEyes({ left, right }: SeenEyes, shift: EyeballShift): SeenEyes {
  return {
    left: left === null ? null : movedEye(left, shift.left),
    right: right === null ? null : movedEye(right, shift.right),
  };
}
