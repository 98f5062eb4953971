import type { WeightedSkin } from './limit-weights.ts';
import type { LimitedWeights } from './limited-weights.ts';
import { boneChain, type WeightPoses } from './pose-energy.ts';
import { BONE_SHIFT_MM, BONE_TURN } from './standard-poses.ts';

/** Distances between where skin shall be and where it is, mm, over poses and all vertices that they move. */
export interface PoseLoss {
  /** Root mean square. */
  readonly rmsMm: number;
  readonly meanMm: number;
  /** Of the vertex that is farthest off. */
  readonly maxMm: number;
}

/** A sum of distances. */
export interface LossSum {
  count: number;
  sum: number;
  squares: number;
  max: number;
}

export function emptyLoss(): LossSum {
  return { count: 0, sum: 0, squares: 0, max: 0 };
}

export function addDistance(loss: LossSum, distance: number): void {
  loss.count++;
  loss.sum += distance;
  loss.squares += distance * distance;
  loss.max = Math.max(loss.max, distance);
}

export function poseLoss(losses: readonly LossSum[]): PoseLoss {
  const count = Math.max(
    1,
    losses.reduce((sum, loss) => sum + loss.count, 0),
  );
  return {
    rmsMm: Math.sqrt(losses.reduce((sum, loss) => sum + loss.squares, 0) / count),
    meanMm: losses.reduce((sum, loss) => sum + loss.sum, 0) / count,
    maxMm: Math.max(0, ...losses.map(({ max }) => max)),
  };
}

/** A vertex that moves less than this does not move, mm. */
const STILL_MM = 0.01;

/** What cut weights lose against all of them in whole poses: |sum_j (w'_j - w_j) (L_j x + o_j)|. */
export function wholePoseLoss({ positions, dense }: WeightedSkin, poses: WeightPoses, cut: LimitedWeights): LossSum {
  const out = emptyLoss();
  forEachError(dense, cut, (v, errors, bones) => {
    for (const { linear, offset } of poses.transforms) {
      const wrong = [0, 0, 0];
      const moved = [0, 0, 0];
      for (const [i, j] of bones.entries())
        for (let k = 0; k < 3; k++) {
          let d = offset[3 * j + k] - positions[3 * v + k];
          for (let c = 0; c < 3; c++) d += linear[9 * j + 3 * k + c] * positions[3 * v + c];
          wrong[k] += errors[i] * d;
          moved[k] += dense[v * poses.skeleton.names.length + j] * d;
        }
      if (Math.hypot(...moved) > STILL_MM) addDistance(out, Math.hypot(...wrong));
    }
  });
  return out;
}

/**
 * What they lose where every bone is moved and turned alone: with e_b the error of the weights of b and all below it,
 * s |e_b| for each shift and 2 sin(a/2) r |e_b| for each turn, r the distance from its axis.
 */
export function boneMoveLoss({ positions, dense }: WeightedSkin, poses: WeightPoses, cut: LimitedWeights): LossSum {
  const { skeleton, joints } = poses;
  const count = skeleton.names.length;
  const chains = skeleton.names.map((_, j) => boneChain(skeleton, j));
  const out = emptyLoss();
  const error = new Float64Array(count);
  const weight = new Float64Array(count);
  forEachError(dense, cut, (v, errors, bones) => {
    error.fill(0);
    weight.fill(0);
    for (const [i, j] of bones.entries())
      for (const b of chains[j]) {
        error[b] += errors[i];
        weight[b] += dense[v * count + j];
      }
    for (let b = skeleton.jointCount; b < count; b++) {
      if (weight[b] * BONE_SHIFT_MM <= STILL_MM) continue;
      const off = Math.abs(error[b]);
      const arm = [0, 1, 2].map((k) => positions[3 * v + k] - joints[3 * b + k]);
      for (let axis = 0; axis < 3; axis++) {
        const radius = Math.hypot(arm[(axis + 1) % 3], arm[(axis + 2) % 3]);
        // There and back.
        for (let way = 0; way < 2; way++) {
          addDistance(out, off * BONE_SHIFT_MM);
          addDistance(out, off * 2 * Math.sin(BONE_TURN / 2) * radius);
        }
      }
    }
  });
  return out;
}

/** Goes through the vertices: which bones have a weight before or after the cut, and w' - w of each. */
function forEachError(
  dense: Float64Array,
  { influences, joints, weights }: LimitedWeights,
  visit: (vertex: number, errors: readonly number[], bones: readonly number[]) => void,
): void {
  const vertexCount = joints.length / influences;
  const count = dense.length / vertexCount;
  for (let v = 0; v < vertexCount; v++) {
    const errors = new Map<number, number>();
    for (let j = 0; j < count; j++) if (dense[v * count + j] > 0) errors.set(j, -dense[v * count + j]);
    for (let n = v * influences; n < (v + 1) * influences; n++)
      if (weights[n] > 0) errors.set(joints[n], (errors.get(joints[n]) ?? 0) + weights[n]);
    visit(v, [...errors.values()], [...errors.keys()]);
  }
}

/** Distances between a posed skin and what was fitted, where the pose moves it. All [V, 3] mm. */
export function fittedLoss(rest: Float64Array, fitted: Float64Array, posed: Float64Array): LossSum {
  const out = emptyLoss();
  for (let i = 0; i < rest.length; i += 3) {
    const distance = (a: Float64Array): number =>
      Math.hypot(a[i] - fitted[i], a[i + 1] - fitted[i + 1], a[i + 2] - fitted[i + 2]);
    if (distance(rest) > STILL_MM) addDistance(out, distance(posed));
  }
  return out;
}
