import { IRIS_POINTS, LID_RIMS } from '../../../capture/detection/attention-mesh.ts';
import type { Point } from '../../../geometry/polygon.ts';
import type { ViewObservation } from '../../evidence/landmarks/observation.ts';

export type EyeSide = 'left' | 'right';
export const EYE_SIDES: readonly EyeSide[] = ['left', 'right'];

/** Pairs of points that meet where the lids shut. */
const MEETING: Readonly<Record<EyeSide, readonly (readonly [number, number])[]>> = {
  right: [
    [160, 144],
    [159, 145],
    [158, 153],
  ],
  left: [
    [387, 373],
    [386, 374],
    [385, 380],
  ],
};
/** Lids nearer than this share of the iris' height are shut: open eyes have 0.6 to 0.9, narrow ones 0.4, shut ones 0.1 to 0.3. */
const SHUT = 0.35;
/** Less sure of its lids than this, the detector does not see the eye. */
const SEEN = 0.25;

/** An eye as the landmarks of a photograph show it, pixels of the photograph. */
export interface EyeObservation {
  /** Rims of the lids, around the opening. */
  readonly rim: readonly Point[];
  /** The iris' centre. */
  readonly iris: Point;
  /** Half of how wide the iris is. */
  readonly irisRadius: number;
}

/** The rim of an eye's lids around its opening, as {@link LID_RIMS} goes; null where the photograph does not show all of it. */
export function lidRim({ scheme, points, confidence, rims }: ViewObservation, side: EyeSide): readonly Point[] | null {
  if (scheme !== 'mediapipe468') return null;
  const rim = LID_RIMS[side];
  if (Math.min(...rim.map((l) => confidence[l])) < SEEN) return null;
  if (rims === undefined) return rim.map((l): Point => [points[2 * l], points[2 * l + 1]]);
  const first = side === 'right' ? 0 : LID_RIMS.right.length;
  return rim.map((_, i): Point => [rims[2 * (first + i)], rims[2 * (first + i) + 1]]);
}

/** Null where the landmarks hold no irises, and where the eye is shut or turned away. */
export function observeEye(observation: ViewObservation, side: EyeSide): EyeObservation | null {
  const { points, irises } = observation;
  const rim = lidRim(observation, side);
  if (rim === null || irises === null) return null;
  const at = (l: number): Point => [points[2 * l], points[2 * l + 1]];
  const first = side === 'right' ? 0 : IRIS_POINTS;
  const edge = (i: number): Point => [irises[2 * (first + i)], irises[2 * (first + i) + 1]];
  const opening = MEETING[side].reduce((sum, [a, b]) => sum + distance(at(a), at(b)) / MEETING[side].length, 0);
  if (opening < SHUT * distance(edge(2), edge(4))) return null;
  return { rim, iris: edge(0), irisRadius: distance(edge(1), edge(3)) / 2 };
}

function distance([ax, ay]: Point, [bx, by]: Point): number {
  return Math.hypot(ax - bx, ay - by);
}
