import { type Camera, headPoseDegrees } from '../../../geometry/camera.ts';
import { findSlits, type SlitName } from '../../../head/anatomy/slits.ts';
import { pointPositions, type ShapePoints, type ShapeSpace, shapePoints } from '../../../head/shape/shape-space.ts';
import type { Observation } from './observation.ts';

/**
 * Gaps that must open and close as the photographs show: inner lips and lids. A detector's points are
 * biased, but pairs of them share the bias, so that differences are worth more than places (DECA's lip
 * and eye distances, [DECA21] eq. 10).
 */
const PAIRS: readonly (readonly [number, number])[] = [
  [13, 14],
  [82, 87],
  [312, 317],
  [81, 178],
  [311, 402],
  [159, 145],
  [158, 153],
  [160, 144],
  [386, 374],
  [385, 380],
  [387, 373],
];
const LIP_PAIRS = 5;
/** Turned further, one of the lips hides the gap. */
const MAX_YAW = 42;

/** X_upper - X_lower of the rim vertices that bound each gap, as shape points with signed weights [pairs, 3]. */
export function gapPoints(space: ShapeSpace): ShapePoints {
  const { head } = space;
  const { vertices, barycentric } = head.embeddings.mediapipe468;
  const across = (l: number): number => {
    let u = 0;
    for (let c = 0; c < 3; c++) u += barycentric[3 * l + c] * head.skinUv[2 * vertices[3 * l + c]];
    return u;
  };
  const slits = findSlits(head);
  const corners = PAIRS.flatMap(([a, b], i) => {
    const u = (across(a) + across(b)) / 2;
    const { upper, lower } = i < LIP_PAIRS ? slits.mouth : u > 0.5 ? slits.left : slits.right;
    const nearest = (candidates: readonly number[]): number =>
      candidates.reduce((p, q) => (Math.abs(head.skinUv[2 * q] - u) < Math.abs(head.skinUv[2 * p] - u) ? q : p));
    return [nearest(upper), nearest(lower)];
  });
  return shapePoints(space, Uint32Array.from(corners), Float64Array.from(PAIRS.flatMap(() => [1, -1])), 2);
}

/** Mean distance between the lips' inner rims, mm. @param positions [V, 3] */
export function lipGap(gaps: ShapePoints, positions: ArrayLike<number>): number {
  const rims = pointPositions(gaps, positions);
  let sum = 0;
  for (let i = 0; i < LIP_PAIRS; i++) sum += Math.hypot(rims[3 * i], rims[3 * i + 1], rims[3 * i + 2]);
  return sum / LIP_PAIRS;
}

/** One view's observed gaps in mm at the head, and how far each counts. */
export interface ObservedGaps {
  /** [pairs, 2] image axes */
  readonly gaps: Float64Array;
  /** [pairs] 0 where unseen */
  readonly confidence: Float64Array;
  /** How wide gaps of lips are, mm [pairs]; 0 of lids. */
  readonly parted: Float64Array;
}

export function observedGaps(observation: Observation | null, camera: Camera): ObservedGaps | null {
  if (observation === null || Math.abs(headPoseDegrees(camera.rotation).yaw) > MAX_YAW) return null;
  const gaps = new Float64Array(2 * PAIRS.length);
  const confidence = new Float64Array(PAIRS.length);
  const parted = new Float64Array(PAIRS.length);
  const depth = camera.translation[2];
  PAIRS.forEach(([a, b], i) => {
    confidence[i] = Math.min(1, observation.confidence[a], observation.confidence[b]);
    gaps[2 * i] = ((observation.points[2 * a] - observation.points[2 * b]) * depth) / camera.fx;
    gaps[2 * i + 1] = ((observation.points[2 * a + 1] - observation.points[2 * b + 1]) * depth) / camera.fy;
    if (i < LIP_PAIRS) parted[i] = Math.hypot(gaps[2 * i], gaps[2 * i + 1]);
  });
  return { gaps, confidence, parted };
}

/** First and last pair of each slit; the eyes are the subject's. */
const SLIT_PAIRS: Readonly<Record<SlitName, readonly [number, number]>> = {
  mouth: [0, LIP_PAIRS],
  right: [LIP_PAIRS, LIP_PAIRS + 3],
  left: [LIP_PAIRS + 3, PAIRS.length],
};

/** How far a slit stands open in the photographs: median length of its gaps over views, mm; NaN where no view shows it. */
export function observedOpening(
  slit: SlitName,
  cameras: readonly Camera[],
  observations: readonly (Observation | null)[],
): number {
  const [start, end] = SLIT_PAIRS[slit];
  const lengths = cameras.flatMap((camera, v) => {
    const observed = observedGaps(observations[v], camera);
    if (observed === null) return [];
    const pairs = Array.from({ length: end - start }, (_, i) => start + i).filter((i) => observed.confidence[i] > 0);
    return pairs.map((i) => Math.hypot(observed.gaps[2 * i], observed.gaps[2 * i + 1]));
  });
  lengths.sort((a, b) => a - b);
  return lengths.length === 0 ? Number.NaN : lengths[lengths.length >> 1];
}
