import type { FaceMoment } from '../detection/face-moment.ts';
import { calmness } from './calmness.ts';
import { type HeadTurn, nearestPlace, spreadPlaces, turnDistance } from './spread-places.ts';

/** What choosing goes by: a frame of a film that shows a face for sure. */
export interface SureFrame extends HeadTurn {
  /** Number in the film, counted from 0. */
  readonly frame: number;
  /** How sharp the face is; more is sharper, 0 or more. */
  readonly sharpness: number;
  /** What the face does. */
  readonly moment: FaceMoment;
}

/** How many are chosen where nobody says. */
export const VIDEO_VIEWS = 8;
/** Degrees: frames whose heads are turned alike to within this tell a fit the same. */
export const MIN_ANGLE = 6;

/**
 * Numbers of the frames that show a head from as many sides as the film does, as sharply and as calm as it does there. With p = (yaw, pitch)
 * in degrees, s the sharpness of a frame and q its {@link calmness},
 *   where: at most `count` places c are spread evenly over the film's turns, thinned to one in every 3 degrees, so that where it
 *          lingers counts no more than where it hurries ({@link spreadPlaces})
 *   which: of the frames i whose nearest place is c, that with the greatest s_i q_i exp(-|p_i - c|^2 / 2 w^2), w the larger of 3 degrees
 *          and the median of min_c |p - c|: beside the place by w a frame must be 1.6 times as sharp, by 2 w seven times
 * No two are nearer than {@link MIN_ANGLE}: frames are taken by that worth, the best first, and a place that then has no frame so far
 * from the others stays empty, so that a film in which nobody turns gives one. Equals go to the earlier frame.
 * @returns at most `count`, ascending; one at least where there is any frame
 */
export function chooseFrames(frames: readonly SureFrame[], count: number): number[] {
  const inTurn = [...frames].sort((a, b) => a.frame - b.frame);
  const { places, spread } = spreadPlaces(inTurn, count, MIN_ANGLE / 2);
  const width = Math.max(MIN_ANGLE / 2, spread);
  const cells = inTurn.map((frame) => nearestPlace(places, frame));
  const calm = calmness(inTurn);
  const worths = inTurn.map(
    (frame, i) => frame.sharpness * calm[i] * Math.exp(-((turnDistance(frame, places[cells[i]]) / width) ** 2) / 2),
  );
  const best = inTurn.map((_, i) => i).sort((i, k) => worths[k] - worths[i] || i - k);
  const served = new Set<number>();
  const taken: SureFrame[] = [];
  for (const i of best) {
    if (served.has(cells[i]) || taken.some((other) => turnDistance(other, inTurn[i]) < MIN_ANGLE)) continue;
    served.add(cells[i]);
    taken.push(inTurn[i]);
  }
  return taken.map(({ frame }) => frame).sort((a, b) => a - b);
}
