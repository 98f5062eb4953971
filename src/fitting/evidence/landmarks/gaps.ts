import { type Camera, headPoseDegrees } from '../../../geometry/camera.ts';
import type { SlitName } from '../../../head/anatomy/slits.ts';
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

/**
 * X_a - X_b of each pair, where the head has the landmarks, as shape points with signed weights [pairs, 3]. Not of the rims
 * themselves: the landmarks of lids lie about half a mm outside them, so that rims as far apart as these stood a mm too open.
 */
export function gapPoints(space: ShapeSpace): ShapePoints {
  const { vertices, barycentric } = space.head.embeddings.mediapipe468;
  const corners = PAIRS.flatMap(([a, b]) => [
    ...vertices.subarray(3 * a, 3 * a + 3),
    ...vertices.subarray(3 * b, 3 * b + 3),
  ]);
  const weights = PAIRS.flatMap(([a, b]) => [
    ...barycentric.subarray(3 * a, 3 * a + 3),
    ...barycentric.subarray(3 * b, 3 * b + 3).map((w) => -w),
  ]);
  return shapePoints(space, Uint32Array.from(corners), Float64Array.from(weights), 6);
}

/** Mean distance between the lips' inner landmarks, mm. @param positions [V, 3] */
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
