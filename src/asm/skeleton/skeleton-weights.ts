import type { HeadModel } from '../../head/head-model.ts';
import type { SkinningPairs } from '../mixture-weights.ts';
import { FRAME_BONES, type Skeleton } from './skeleton.ts';

/**
 * Skinning weights of the skin on joints and bones. With q_a the head model's weight of joint a and w_j the fitted weights
 * of the bones that move with it, s_a = sum_j w_j,
 *   s_a <= q_a:  bones keep w_j, the joint takes q_a - s_a
 *   s_a > q_a:   bones take w_j q_a / s_a, the joint nothing
 * so that a and its bones carry q_a together, whatever the bones' weights are.
 * @param weights fitted weights of the pairs [pairs]
 * @returns [skin vertices, N], rows sum to 1
 */
export function skeletonWeights(
  head: HeadModel,
  skeleton: Skeleton,
  pairs: SkinningPairs,
  weights: ArrayLike<number>,
): Float64Array {
  const { jointCount, carriers } = skeleton;
  const count = skeleton.names.length;
  const vertexCount = pairs.start.length - 1;
  const out = new Float64Array(vertexCount * count);
  const sums = new Float64Array(jointCount);
  for (let v = 0; v < vertexCount; v++) {
    const row = out.subarray(v * count, (v + 1) * count);
    const carried = jointShares(head, v);
    sums.fill(0);
    for (let n = pairs.start[v]; n < pairs.start[v + 1]; n++) {
      if (FRAME_BONES.includes(pairs.bones[n])) continue;
      const bone = jointCount + pairs.bones[n];
      row[bone] += weights[n];
      sums[carriers[bone]] += weights[n];
    }
    for (let a = 0; a < jointCount; a++) row[a] = Math.max(0, carried[a] - sums[a]);
    for (let bone = jointCount; bone < count; bone++) {
      const a = carriers[bone];
      if (row[bone] > 0 && sums[a] > carried[a]) row[bone] *= carried[a] / sums[a];
    }
  }
  return out;
}

/** A vertex's weights of the head's joints, which single precision leaves a hair off 0 and 1. @returns q [J], sum 1 */
function jointShares({ joints, jointWeights }: HeadModel, vertex: number): Float64Array {
  const row = Float64Array.from({ length: joints.length }, (_, a) =>
    Math.max(0, jointWeights[vertex * joints.length + a]),
  );
  const sum = row.reduce((total, q) => total + q, 0);
  return row.map((q) => q / sum);
}
