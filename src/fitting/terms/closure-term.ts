import { type Camera, headPoseDegrees } from '../../geometry/camera.ts';
import { findSlits, type SlitName } from '../../head/anatomy/slits.ts';
import { pointPositions, type ShapePoints, type ShapeSpace, shapePoints } from '../../head/shape/shape-space.ts';
import type { RealArray } from '../../kernels/kernel.ts';
import type { Observation } from '../first-mesh/camera-start.ts';
import { type ResidualRows, withoutMeans } from './residual-rows.ts';

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
const SIGMA_MM = 0.7;
/** Turned further, one of the lips hides the gap. */
const MAX_YAW = 42;

/** X_upper - X_lower of the rim vertices that bound each gap, as shape points with signed weights [pairs, 3]. */
export function closurePoints(space: ShapeSpace): ShapePoints {
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
export function lipGap(closure: ShapePoints, positions: ArrayLike<number>): number {
  const gaps = pointPositions(closure, positions);
  let sum = 0;
  for (let i = 0; i < LIP_PAIRS; i++) sum += Math.hypot(gaps[3 * i], gaps[3 * i + 1], gaps[3 * i + 2]);
  return sum / LIP_PAIRS;
}

/** One view's observed gaps in mm at the head, and how far each counts. */
interface ObservedGaps {
  /** [pairs, 2] image axes */
  readonly gaps: Float64Array;
  /** [pairs] 1/sigma^2, 0 where unseen */
  readonly weights: Float64Array;
}

function observedGaps(observation: Observation | null, camera: Camera): ObservedGaps | null {
  if (observation === null || Math.abs(headPoseDegrees(camera.rotation).yaw) > MAX_YAW) return null;
  const gaps = new Float64Array(2 * PAIRS.length);
  const weights = new Float64Array(PAIRS.length);
  const depth = camera.translation[2];
  PAIRS.forEach(([a, b], i) => {
    const confidence = Math.min(observation.confidence[a], observation.confidence[b]);
    weights[i] = Math.min(1, confidence) / SIGMA_MM ** 2;
    gaps[2 * i] = ((observation.points[2 * a] - observation.points[2 * b]) * depth) / camera.fx;
    gaps[2 * i + 1] = ((observation.points[2 * a + 1] - observation.points[2 * b + 1]) * depth) / camera.fy;
  });
  return { gaps, weights };
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
    const pairs = Array.from({ length: end - start }, (_, i) => start + i).filter((i) => observed.weights[i] > 0);
    return pairs.map((i) => Math.hypot(observed.gaps[2 * i], observed.gaps[2 * i + 1]));
  });
  lengths.sort((a, b) => a - b);
  return lengths.length === 0 ? Number.NaN : lengths[lengths.length >> 1];
}

/**
 * L = factor sum (R (X_a - X_b) - gap)_xy^2/(2 sigma^2) over views and pairs (weak perspective).
 * @param differences X_a - X_b as each view shows them [views][pairs, 3]
 * @param gradOut [views][pairs, 3] accumulated into
 */
export function closureLoss(
  cameras: readonly Camera[],
  observations: readonly (Observation | null)[],
  differences: readonly ArrayLike<number>[],
  factor: number,
  gradOut: readonly RealArray[],
): number {
  let loss = 0;
  cameras.forEach((camera, v) => {
    const observed = observedGaps(observations[v], camera);
    if (observed === null) return;
    const r = camera.rotation;
    for (let i = 0; i < PAIRS.length; i++)
      for (let axis = 0; axis < 2; axis++) {
        let e = -observed.gaps[2 * i + axis];
        for (let k = 0; k < 3; k++) e += r[3 * axis + k] * differences[v][3 * i + k];
        const w = factor * observed.weights[i];
        loss += (w * e * e) / 2;
        for (let k = 0; k < 3; k++) gradOut[v][3 * i + k] += w * e * r[3 * axis + k];
      }
  });
  return loss;
}

/** Residual rows of the term, two a view; the cameras hold still for it. @returns the loss */
export function closureRows(
  cameras: readonly Camera[],
  observations: readonly (Observation | null)[],
  differences: readonly ArrayLike<number>[],
  factor: number,
  rows: ResidualRows,
): number {
  rows.weights.fill(0);
  rows.rigs.fill(0);
  let loss = 0;
  cameras.forEach((camera, v) => {
    const gap = observedGaps(observations[v], camera);
    if (gap === null) return;
    for (let i = 0; i < PAIRS.length; i++)
      for (let axis = 0; axis < 2; axis++) {
        const row = 2 * (i * cameras.length + v) + axis;
        let e = -gap.gaps[2 * i + axis];
        for (let k = 0; k < 3; k++) {
          const slope = camera.rotation[3 * axis + k];
          rows.slopes[3 * row + k] = slope;
          e += slope * differences[v][3 * i + k];
        }
        const weight = factor * gap.weights[i];
        rows.residuals[row] = e;
        rows.weights[row] = weight;
        loss += (weight * e * e) / 2;
      }
  });
  withoutMeans(rows);
  return loss;
}
