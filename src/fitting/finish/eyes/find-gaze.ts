import {
  type Eyeball,
  type EyesGaze,
  type Gaze,
  gazeDirection,
  gazeTowards,
} from '../../../head/anatomy/eyes/eyeballs.ts';
import { directionOnEye, type EyePixels, pixelsOn } from './eye-pixels.ts';
import { discCost } from './iris-fit.ts';

/** An eye that a view shows open. */
export interface SeenEye {
  /** At rest, where the view has it. */
  readonly eyeball: Eyeball;
  readonly pixels: EyePixels;
  /** Where the detector's iris lies, seen from the camera, unit [3]. */
  readonly detected: readonly number[];
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
/** The detector's irises are right on photographs; where lids do not go with the eyes, as on renders, and under glasses, it draws them towards the middle. Either as often. */
const DETECTOR_RIGHT: Gaze = { yaw: 1.2 * DEGREE, pitch: 1.2 * DEGREE };
const DETECTOR_OFF: Gaze = { yaw: 5 * DEGREE, pitch: 3 * DEGREE };
/** Eyes rather look ahead. */
const AHEAD_SIGMA: Gaze = { yaw: 20 * DEGREE, pitch: 12 * DEGREE };
/** How far each eye turns in from where both look: not at all far off, 3.5 degrees at arm's length. */
const VERGENCE_MEAN = 0.5 * DEGREE;
const VERGENCE_SIGMA = 1 * DEGREE;
const VERGENCE_LIMITS = [-2 * DEGREE, 5 * DEGREE] as const;
const GRID_STEP = 4 * DEGREE;
const FINE_STEPS = [2, 1, 0.5, 0.25].map((x) => x * DEGREE);
const NEAR_STEPS = [1, 0.5, 0.25].map((x) => x * DEGREE);

/** The same eye elsewhere. @param by [3] mm */
export function movedEye(eye: SeenEye, by: readonly number[]): SeenEye {
  const eyeball = { ...eye.eyeball, centre: eye.eyeball.centre.map((x, k) => x + by[k]) };
  return { ...eye, eyeball, pixels: pixelsOn(eye.pixels, eyeball) };
}

/** What is known of an eye before a gaze is tried. */
interface PreparedEye extends Pick<SeenEye, 'eyeball' | 'pixels'> {
  readonly side: 'left' | 'right';
  /** By the detector; null where its iris does not lie on the eyeball. */
  readonly detected: Gaze | null;
}

/** Both eyes' gaze, and how far each turns in beside it, radians. */
export interface SharedGaze extends Gaze {
  readonly vergence: number;
}

/** A gaze, and how badly it explains what is seen. */
export interface JudgedGaze {
  readonly gaze: SharedGaze;
  readonly cost: number;
}

function prepared(eyes: SeenEyes): PreparedEye[] {
  return (['left', 'right'] as const).flatMap((side): PreparedEye[] => {
    const eye = eyes[side];
    if (eye === null) return [];
    const { eyeball, pixels } = eye;
    const direction = directionOnEye(pixels.from, eye.detected, eyeball);
    if (pixels.dark === null && direction === null) return [];
    return [{ side, eyeball, pixels, detected: direction === null ? null : gazeTowards(eyeball.axis, direction) }];
  });
}

/**
 * Where a person looks in a view: both eyes alike up to their vergence v, by what is dark between the lids (R^2, N
 * independent pixels) and by the detector's irises d, which are right, or off,
 *   min over g, v of  sum over eyes [ N/2 log(1 - R^2(g, v)) - log(N(g_e; d_e, s_r) + N(g_e; d_e, s_d)) ] + |g|^2/(2 s_0^2) + (v - v_0)^2/(2 s_v^2)
 * over a grid, then in halved steps.
 * @param irisRadius radians, seen from the eyeball's centre
 * @returns null where the view shows no eye
 */
export function findGaze(eyes: SeenEyes, irisRadius: number): JudgedGaze | null {
  const seen = prepared(eyes);
  if (seen.length === 0) return null;
  const vergence = seen.length === 2 ? VERGENCE_MEAN : 0;
  const search = startSearch((gaze) => costOf(seen, gaze, irisRadius), seen.length === 2, {
    yaw: 0,
    pitch: 0,
    vergence,
  });
  for (let yaw = -32 * DEGREE; yaw <= 32.5 * DEGREE; yaw += GRID_STEP)
    for (let pitch = -24 * DEGREE; pitch <= 24.5 * DEGREE; pitch += GRID_STEP) search.attempt({ yaw, pitch, vergence });
  return descend(search, FINE_STEPS);
}

/** The gaze near another one that explains best what is seen, by the cost of {@link findGaze}; of eyes of which one is seen. */
export function refineGaze(eyes: SeenEyes, irisRadius: number, near: SharedGaze): JudgedGaze {
  const seen = prepared(eyes);
  return descend(
    startSearch((gaze) => costOf(seen, gaze, irisRadius), seen.length === 2, near),
    NEAR_STEPS,
  );
}

/**
 * As {@link refineGaze} by what is dark between the lids and the vergence alone. Where an eye is tried elsewhere, a detector that
 * draws irises towards the middle, and eyes that rather look ahead, would have it where gazes are small.
 */
export function refineByPixels(eyes: SeenEyes, irisRadius: number, near: SharedGaze): JudgedGaze {
  const seen = prepared(eyes);
  return descend(
    startSearch((gaze) => pixelCost(seen, gaze, irisRadius), seen.length === 2, near),
    NEAR_STEPS,
  );
}

interface GazeSearch {
  readonly both: boolean;
  best(): JudgedGaze;
  /** @returns whether it is better than all before */
  attempt(gaze: SharedGaze): boolean;
}

function startSearch(costAt: (gaze: SharedGaze) => number, both: boolean, start: SharedGaze): GazeSearch {
  let gaze = start;
  let cost = costAt(gaze);
  return {
    both,
    best: () => ({ gaze, cost }),
    attempt(other) {
      if (Math.abs(other.yaw) > LIMITS.yaw || Math.abs(other.pitch) > LIMITS.pitch) return false;
      if (other.vergence < VERGENCE_LIMITS[0] || other.vergence > VERGENCE_LIMITS[1]) return false;
      const found = costAt(other);
      if (!(found < cost)) return false;
      [gaze, cost] = [other, found];
      return true;
    },
  };
}

function descend(search: GazeSearch, steps: readonly number[]): JudgedGaze {
  for (const step of steps) while (tryNeighbours(search, step));
  return search.best();
}

/** @returns whether one was better */
function tryNeighbours({ both, best, attempt }: GazeSearch, step: number): boolean {
  const start = best().gaze;
  let better = false;
  for (const [a, b] of NEIGHBOURS)
    better = attempt({ ...start, yaw: start.yaw + a * step, pitch: start.pitch + b * step }) || better;
  if (both) for (const by of [-step, step]) better = attempt({ ...start, vergence: start.vergence + by }) || better;
  return better;
}

const NEIGHBOURS: readonly (readonly [number, number])[] = [-1, 0, 1].flatMap((a) =>
  [-1, 0, 1].flatMap((b): [number, number][] => (a === 0 && b === 0 ? [] : [[a, b]])),
);

/** The gaze of each eye. */
export function eyesGaze(shared: SharedGaze): EyesGaze {
  return { left: gazeOf(shared, 'left'), right: gazeOf(shared, 'right') };
}

/** The subject's left eye turns in to their right. */
function gazeOf({ yaw, pitch, vergence }: SharedGaze, side: 'left' | 'right'): Gaze {
  return { yaw: yaw + (side === 'left' ? -vergence : vergence), pitch };
}

function costOf(eyes: readonly PreparedEye[], gaze: SharedGaze, irisRadius: number): number {
  let cost = pixelCost(eyes, gaze, irisRadius) + squared(gaze, AHEAD_SIGMA) / 2;
  for (const { side, detected } of eyes) {
    if (detected === null) continue;
    const own = gazeOf(gaze, side);
    const off = { yaw: own.yaw - detected.yaw, pitch: own.pitch - detected.pitch };
    cost -= Math.log(normal(off, DETECTOR_RIGHT) + normal(off, DETECTOR_OFF));
  }
  return cost;
}

function pixelCost(eyes: readonly PreparedEye[], gaze: SharedGaze, irisRadius: number): number {
  let cost = eyes.length === 2 ? ((gaze.vergence - VERGENCE_MEAN) / VERGENCE_SIGMA) ** 2 / 2 : 0;
  for (const { side, eyeball, pixels } of eyes)
    cost += discCost(pixels, { axis: gazeDirection(eyeball.axis, gazeOf(gaze, side)), radius: irisRadius });
  return cost;
}

/** Density of a normal distribution around 0, but for a factor. */
function normal(off: Gaze, sigma: Gaze): number {
  return (Math.exp(-squared(off, sigma) / 2) * DEGREE ** 2) / (sigma.yaw * sigma.pitch);
}

function squared({ yaw, pitch }: Gaze, sigma: Gaze): number {
  return (yaw / sigma.yaw) ** 2 + (pitch / sigma.pitch) ** 2;
}
