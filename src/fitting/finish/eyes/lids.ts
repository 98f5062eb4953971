import { IRIS_POINTS, LID_RIMS } from '../../../capture/detection/attention-mesh.ts';
import { type Camera, headPoseDegrees } from '../../../geometry/camera.ts';
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
/** Turned further, a view hides rims and corners behind nose and lids. */
const MAX_YAW = 42;

/** An eye as the landmarks of a photograph show it, pixels of the photograph. */
export interface EyeObservation {
  /** Rims of the lids, around the opening. */
  readonly rim: readonly Point[];
  /** The iris' centre. */
  readonly iris: Point;
  /** Half of how wide the iris is. */
  readonly irisRadius: number;
}

/** A photograph of a moment. */
export interface LidView {
  /** Photograph pixels. */
  readonly camera: Camera;
  readonly observation: ViewObservation | null;
}

/** The rim of an eye's lids around its opening, as {@link LID_RIMS} goes; null where the eye is turned away, and where irises tell that it is shut. */
export function openRim(observation: ViewObservation, side: EyeSide): readonly Point[] | null {
  const { scheme, points, confidence, rims } = observation;
  if (scheme !== 'mediapipe468' || isShut(observation, side)) return null;
  const rim = LID_RIMS[side];
  if (Math.min(...rim.map((l) => confidence[l])) < SEEN) return null;
  if (rims === undefined) return rim.map((l): Point => [points[2 * l], points[2 * l + 1]]);
  return eyePoints(rims, side, rim.length);
}

/** {@link openRim} of a view; null where it is turned too far aside. */
export function facingRim({ camera, observation }: LidView, side: EyeSide): readonly Point[] | null {
  if (observation === null || Math.abs(headPoseDegrees(camera.rotation).yaw) > MAX_YAW) return null;
  return openRim(observation, side);
}

/** Null where the landmarks hold no irises, and where the eye is shut or turned away. */
export function observeEye(observation: ViewObservation, side: EyeSide): EyeObservation | null {
  const rim = openRim(observation, side);
  const iris = irisPoints(observation, side);
  if (rim === null || iris === null) return null;
  return { rim, iris: iris[0], irisRadius: distance(iris[1], iris[3]) / 2 };
}

function isShut(observation: ViewObservation, side: EyeSide): boolean {
  const iris = irisPoints(observation, side);
  if (iris === null) return false;
  const at = (l: number): Point => [observation.points[2 * l], observation.points[2 * l + 1]];
  const opening = MEETING[side].reduce((sum, [a, b]) => sum + distance(at(a), at(b)) / MEETING[side].length, 0);
  return opening < SHUT * distance(iris[2], iris[4]);
}

/** An iris' centre and four points of its edge. */
function irisPoints({ irises }: ViewObservation, side: EyeSide): readonly Point[] | null {
  return irises === null ? null : eyePoints(irises, side, IRIS_POINTS);
}

/** One eye's out of the points of both [2 count, 2], the right one's first. */
function eyePoints(points: Float64Array, side: EyeSide, count: number): readonly Point[] {
  const first = side === 'right' ? 0 : count;
  return Array.from({ length: count }, (_, i): Point => [points[2 * (first + i)], points[2 * (first + i) + 1]]);
}

function distance([ax, ay]: Point, [bx, by]: Point): number {
  return Math.hypot(ax - bx, ay - by);
}
