import type { WeightedSkin } from './limit-weights.ts';
import type { LimitedWeights } from './limited-weights.ts';
import { boneChain, type WeightPoses } from './pose-energy.ts';
import { BONE_SHIFT_MM, BONE_TURN } from './standard-poses.ts';

/** Distances between where skin shall be and where it is, mm, over poses and all vertices that they move. */
export interface PoseLoss {
  /** Root mean square. */
  readonly rmsMm: number;
  /** Mean. */
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

function emptyLoss(): LossSum {
  return { count: 0, sum: 0, squares: 0, max: 0 };
}

function addDistance(loss: LossSum, distance: number): void {
  loss.count++;
  loss.sum += distance;
  loss.squares += distance * distance;
  loss.max = Math.max(loss.max, distance);
}

export function poseLoss(losses: readonly LossSum[]): PoseLoss {
  const total = (of: (loss: LossSum) => number): number => losses.reduce((sum, loss) => sum + of(loss), 0);
  const count = Math.max(
    1,
    total((loss) => loss.count),
  );
  return {
    rmsMm: Math.sqrt(total((loss) => loss.squares) / count),
    meanMm: total((loss) => loss.sum) / count,
    maxMm: Math.max(0, ...losses.map(({ max }) => max)),
  };
}

/** A vertex that moves less than this does not move, mm. */
const STILL_MM = 0.01;

/** What cut weights lose against all of them in whole poses: |sum_j (w'_j - w_j) (L_j x + o_j)|. */
export function wholePoseLoss({ positions, dense }: WeightedSkin, poses: WeightPoses, cut: LimitedWeights): LossSum {
  const out = emptyLoss();
  forEachError(dense, cut, (v, { bones, errors, weights }) => {
    const at = 3 * v;
    const [x, y, z] = [positions[at], positions[at + 1], positions[at + 2]];
    for (const { linear, offset } of poses.transforms) {
      let [wrong, moved] = [0, 0];
      for (let k = 0; k < 3; k++) {
        let [wrongBy, movedBy] = [0, 0];
        for (const j of bones) {
          const row = 9 * j + 3 * k;
          const d = offset[3 * j + k] - positions[at + k] + linear[row] * x + linear[row + 1] * y + linear[row + 2] * z;
          wrongBy += errors[j] * d;
          movedBy += weights[j] * d;
        }
        wrong += wrongBy * wrongBy;
        moved += movedBy * movedBy;
      }
      if (moved > STILL_MM ** 2) addDistance(out, Math.sqrt(wrong));
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
  const wrong = new Float64Array(count);
  const share = new Float64Array(count);
  const squares = new Float64Array(3);
  const chord = 2 * Math.sin(BONE_TURN / 2);
  forEachError(dense, cut, (v, { bones, errors, weights }) => {
    wrong.fill(0);
    share.fill(0);
    for (const j of bones)
      for (const b of chains[j]) {
        wrong[b] += errors[j];
        share[b] += weights[j];
      }
    for (let b = skeleton.jointCount; b < count; b++) {
      if (share[b] * BONE_SHIFT_MM <= STILL_MM) continue;
      const off = Math.abs(wrong[b]);
      for (let k = 0; k < 3; k++) squares[k] = (positions[3 * v + k] - joints[3 * b + k]) ** 2;
      for (let axis = 0; axis < 3; axis++) {
        const radius = Math.sqrt(squares[(axis + 1) % 3] + squares[(axis + 2) % 3]);
        // There and back.
        for (let way = 0; way < 2; way++) {
          addDistance(out, off * BONE_SHIFT_MM);
          addDistance(out, off * chord * radius);
        }
      }
    }
  });
  return out;
}

/** A vertex's weights before and after the cut. */
interface VertexError {
  /** That have one of them. */
  readonly bones: readonly number[];
  /** w' - w [N] */
  readonly errors: Float64Array;
  /** w [N] */
  readonly weights: Float64Array;
}

/** @param visit told of each vertex; its error is good until the next */
function forEachError(
  dense: Float64Array,
  { influences, joints, weights: kept }: LimitedWeights,
  visit: (vertex: number, error: VertexError) => void,
): void {
  const vertexCount = joints.length / influences;
  const count = dense.length / vertexCount;
  const errors = new Float64Array(count);
  for (let v = 0; v < vertexCount; v++) {
    const weights = dense.subarray(v * count, (v + 1) * count);
    for (let j = 0; j < count; j++) errors[j] = -weights[j];
    for (let n = v * influences; n < (v + 1) * influences; n++) errors[joints[n]] += kept[n];
    const bones: number[] = [];
    for (let j = 0; j < count; j++) if (weights[j] > 0 || errors[j] > 0) bones.push(j);
    visit(v, { bones, errors, weights });
  }
}

/** Distances between a posed skin and what was fitted, where the pose moves it. All [V, 3] mm. */
export function fittedLoss(rest: Float64Array, fitted: Float64Array, posed: Float64Array): LossSum {
  const out = emptyLoss();
  const distance = (a: Float64Array, i: number): number =>
    Math.hypot(a[i] - fitted[i], a[i + 1] - fitted[i + 1], a[i + 2] - fitted[i + 2]);
  for (let i = 0; i < rest.length; i += 3) if (distance(rest, i) > STILL_MM) addDistance(out, distance(posed, i));
  return out;
}
