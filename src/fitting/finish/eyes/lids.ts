import { IRIS_POINTS } from '../../../capture/detection/attention-mesh.ts';
import type { Point } from '../../../geometry/polygon.ts';
import type { ViewObservation } from '../../evidence/landmarks/observation.ts';

export type EyeSide = 'left' | 'right';
export const EYE_SIDES: readonly EyeSide[] = ['left', 'right'];

/** MediaPipe's points along the lids' rims, around the opening. */
const RIM: Readonly<Record<EyeSide, readonly number[]>> = {
  right: [33, 246, 161, 160, 159, 158, 157, 173, 133, 155, 154, 153, 145, 144, 163, 7],
  left: [263, 466, 388, 387, 386, 385, 384, 398, 362, 382, 381, 380, 374, 373, 390, 249],
};
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

/** Null where the landmarks hold no irises, and where the eye is shut or turned away. */
export function observeEye(
  { scheme, points, confidence, irises }: ViewObservation,
  side: EyeSide,
): EyeObservation | null {
  if (scheme !== 'mediapipe468' || irises === null) return null;
  const at = (l: number): Point => [points[2 * l], points[2 * l + 1]];
  const first = side === 'right' ? 0 : IRIS_POINTS;
  const edge = (i: number): Point => [irises[2 * (first + i)], irises[2 * (first + i) + 1]];
  const rim = RIM[side];
  if (Math.min(...rim.map((l) => confidence[l])) < SEEN) return null;
  const opening = MEETING[side].reduce((sum, [a, b]) => sum + distance(at(a), at(b)) / MEETING[side].length, 0);
  if (opening < SHUT * distance(edge(2), edge(4))) return null;
  return { rim: rim.map(at), iris: edge(0), irisRadius: distance(edge(1), edge(3)) / 2 };
}

function distance([ax, ay]: Point, [bx, by]: Point): number {
  return Math.hypot(ax - bx, ay - by);
}
