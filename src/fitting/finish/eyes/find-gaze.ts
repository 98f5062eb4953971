import { type Eyeball, type EyesGaze, type Gaze, gazeDirection, gazeTowards } from '../../../head/anatomy/eyeballs.ts';
import type { EyePixels } from './eye-pixels.ts';
import { darkness, discCost } from './iris-fit.ts';

/** An eye that a view shows open. */
export interface SeenEye {
  /** At rest, where the view has it. */
  readonly eyeball: Eyeball;
  readonly pixels: EyePixels;
  /** Where the detector's iris lies on the eyeball, unit [3]; null where it does not. */
  readonly detected: readonly number[] | null;
  /** Its radius by the detector, radians; null where it is none. */
  readonly detectedRadius: number | null;
}

/** Of one view; null for an eye that is shut or not seen. */
export interface SeenEyes {
  readonly left: SeenEye | null;
  readonly right: SeenEye | null;
}

const DEGREE = Math.PI / 180;
/** Eyes turn no farther, radians. */
export const LIMITS: Gaze = { yaw: 35 * DEGREE, pitch: 25 * DEGREE };
/** The detector's irises are right on photographs; on renders, whose lids do not go with the eyes, it draws them towards the middle. */
const DETECTOR_SIGMA: Gaze = { yaw: 5 * DEGREE, pitch: 6 * DEGREE };
/** Eyes rather look ahead. */
const AHEAD_SIGMA: Gaze = { yaw: 20 * DEGREE, pitch: 12 * DEGREE };
/** How far each eye turns in from what both look at: at arm's length 3.5 degrees, with what models are off. */
const VERGENCE_MEAN = 1 * DEGREE;
const VERGENCE_SIGMA = 1.5 * DEGREE;
const VERGENCE_LIMITS = [-2 * DEGREE, 5 * DEGREE] as const;
const GRID_STEP = 4 * DEGREE;
const FINE_STEPS = [2, 1, 0.5, 0.25].map((x) => x * DEGREE);

/** What is known of an eye before a gaze is tried. */
interface PreparedEye {
  readonly side: 'left' | 'right';
  readonly eyeball: Eyeball;
  readonly pixels: EyePixels;
  readonly dark: Float64Array | null;
  readonly detected: Gaze | null;
}

/** Both eyes' gaze, and how far each turns in beside it, radians. */
interface SharedGaze extends Gaze {
  readonly vergence: number;
}

/**
 * Where a person looks in a view: both eyes alike up to their vergence v, by what is dark between the lids (R^2, N
 * independent pixels) and by the detector's irises d,
 *   min over g, v of  sum over eyes [ N/2 log(1 - R^2(g, v)) + |g_e - d_e|^2/(2 s_d^2) ] + |g|^2/(2 s_0^2) + (v - v_0)^2/(2 s_v^2)
 * over a grid, then in halved steps.
 * @param irisRadius radians, seen from the eyeball's centre
 * @returns null where the view shows no eye
 */
export function findGaze(eyes: SeenEyes, irisRadius: number): EyesGaze | null {
  const prepared = (['left', 'right'] as const).flatMap((side): PreparedEye[] => {
    const eye = eyes[side];
    if (eye === null) return [];
    const { eyeball, pixels, detected } = eye;
    const dark = darkness(pixels);
    if (dark === null && detected === null) return [];
    return [{ side, eyeball, pixels, dark, detected: detected === null ? null : gazeTowards(eyeball.axis, detected) }];
  });
  if (prepared.length === 0) return null;
  const cost = (gaze: SharedGaze): number => costOf(prepared, gaze, irisRadius);
  let best: SharedGaze = { yaw: 0, pitch: 0, vergence: prepared.length === 2 ? VERGENCE_MEAN : 0 };
  let least = cost(best);
  const attempt = (gaze: SharedGaze): boolean => {
    if (Math.abs(gaze.yaw) > LIMITS.yaw || Math.abs(gaze.pitch) > LIMITS.pitch) return false;
    if (gaze.vergence < VERGENCE_LIMITS[0] || gaze.vergence > VERGENCE_LIMITS[1]) return false;
    const found = cost(gaze);
    if (!(found < least)) return false;
    [best, least] = [gaze, found];
    return true;
  };
  const { vergence } = best;
  for (let yaw = -32 * DEGREE; yaw <= 32.5 * DEGREE; yaw += GRID_STEP)
    for (let pitch = -24 * DEGREE; pitch <= 24.5 * DEGREE; pitch += GRID_STEP) attempt({ yaw, pitch, vergence });
  for (const step of FINE_STEPS) while (descend(best, step, prepared.length === 2, attempt));
  return { left: gazeOf(best, 'left'), right: gazeOf(best, 'right') };
}

/** Tries the neighbours of a gaze. @returns whether one was better */
function descend(start: SharedGaze, step: number, both: boolean, attempt: (gaze: SharedGaze) => boolean): boolean {
  let better = false;
  for (const [a, b] of NEIGHBOURS)
    better = attempt({ ...start, yaw: start.yaw + a * step, pitch: start.pitch + b * step }) || better;
  if (both) for (const by of [-step, step]) better = attempt({ ...start, vergence: start.vergence + by }) || better;
  return better;
}

const NEIGHBOURS: readonly (readonly [number, number])[] = [-1, 0, 1].flatMap((a) =>
  [-1, 0, 1].flatMap((b): [number, number][] => (a === 0 && b === 0 ? [] : [[a, b]])),
);

/** The subject's left eye turns in to their right. */
function gazeOf({ yaw, pitch, vergence }: SharedGaze, side: 'left' | 'right'): Gaze {
  return { yaw: yaw + (side === 'left' ? -vergence : vergence), pitch };
}

function costOf(eyes: readonly PreparedEye[], gaze: SharedGaze, irisRadius: number): number {
  let cost = squared(gaze, AHEAD_SIGMA) / 2;
  if (eyes.length === 2) cost += ((gaze.vergence - VERGENCE_MEAN) / VERGENCE_SIGMA) ** 2 / 2;
  for (const { side, eyeball, pixels, dark, detected } of eyes) {
    const own = gazeOf(gaze, side);
    if (detected !== null)
      cost += squared({ yaw: own.yaw - detected.yaw, pitch: own.pitch - detected.pitch }, DETECTOR_SIGMA) / 2;
    if (dark === null) continue;
    cost += discCost(pixels, dark, { axis: gazeDirection(eyeball.axis, own), radius: irisRadius });
  }
  return cost;
}

function squared({ yaw, pitch }: Gaze, sigma: Gaze): number {
  return (yaw / sigma.yaw) ** 2 + (pitch / sigma.pitch) ** 2;
}
