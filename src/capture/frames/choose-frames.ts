import { type PlacedPose, poseDistance, spreadPlaces } from './spread-places.ts';

/** What choosing goes by: a frame of a film that shows a face for sure. */
export interface SureFrame extends PlacedPose {
  /** Number in the film, counted from 0. */
  readonly frame: number;
  /** How sharp the face is; more is sharper, 0 or more. */
  readonly sharpness: number;
}

/** Degrees: frames whose heads are turned alike to within this tell a fit the same. */
export const MIN_ANGLE = 6;

/**
 * Numbers of the frames that show a head from as many sides as the film does, as sharply as it does there.
 *   where: the film's poses p are thinned to one in every 3 degrees, so that where it lingers counts no more than where it hurries; of these
 *          at most `count` places c are taken with the least sum_p min_c |p - c|, with |.| over yaw and pitch in degrees (spread-places.ts)
 *   which: of the frames i nearest to a place, that with the greatest s_i exp(-|p_i - c|^2 / 2 w^2), s the sharpness and
 *          w the larger of 3 degrees and the median of min_c |p - c|: beside the place by w a frame must be 1.6 times as sharp, by
 *          2 w seven times
 * No two are nearer than {@link MIN_ANGLE}: a place that has no frame farther from those taken before it is left empty, so that a
 * film in which nobody turns gives one. Places are served by the frame they were found at, equals go to the earlier frame.
 * @returns at most `count`, ascending; one at least where there is any frame
 */
export function chooseFrames(frames: readonly SureFrame[], count: number): number[] {
  const inTurn = [...frames].sort((a, b) => a.frame - b.frame);
  const { places, spread } = spreadPlaces(inTurn, count, MIN_ANGLE / 2);
  const width = Math.max(MIN_ANGLE / 2, spread);
  const cells = places.map((): SureFrame[] => []);
  for (const frame of inTurn) cells[nearest(places, frame)].push(frame);
  const taken: SureFrame[] = [];
  for (const [c, cell] of cells.entries()) {
    const free = cell.filter((frame) => taken.every((other) => poseDistance(other, frame) >= MIN_ANGLE));
    const worth = ({ yaw, pitch, sharpness }: SureFrame): number =>
      sharpness * Math.exp(-((poseDistance({ yaw, pitch }, places[c]) / width) ** 2) / 2);
    if (free.length > 0) taken.push(free.reduce((best, frame) => (worth(frame) > worth(best) ? frame : best)));
  }
  return taken.map(({ frame }) => frame).sort((a, b) => a - b);
}

function nearest(places: readonly PlacedPose[], pose: PlacedPose): number {
  let best = 0;
  for (let c = 1; c < places.length; c++)
    if (poseDistance(places[c], pose) < poseDistance(places[best], pose)) best = c;
  return best;
}
