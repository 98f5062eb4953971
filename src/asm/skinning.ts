import { BLEND_SKIN, BLEND_SKIN_BACKWARD, TRANSFORM } from '../kernels/jobs/skin/skinning.ts';
import { type Kernels, type RealArray, realCopy } from '../kernels/kernel.ts';
import type { BoneTransforms } from './bone-transforms.ts';
import type { SkinningPairs } from './mixture-weights.ts';
import { vertexRanges } from './vertex-ranges.ts';

/** What bones do to points, P v + x. */
type LinearMaps = Pick<BoneTransforms, 'linear' | 'offset'>;

/** Bones' transforms as the kernels read them: four columns of four numbers each [B, 4, 4]. */
function packTransforms({ linear, offset }: LinearMaps): Float64Array {
  const boneCount = offset.length / 3;
  const out = new Float64Array(TRANSFORM * boneCount);
  for (let j = 0; j < boneCount; j++)
    for (let r = 0; r < 3; r++) {
      for (let c = 0; c < 3; c++) out[TRANSFORM * j + 4 * c + r] = linear[9 * j + 3 * r + c];
      out[TRANSFORM * j + 12 + r] = offset[3 * j + r];
    }
  return out;
}

/**
 * Linear blend skinning: v'_i = sum_j w_ij (P_j v_i + x_j).
 * @param positions bind pose [V, 3], like all arrays in kernel memory
 * @param weights [N] of the pairs
 * @returns [V, 3]
 */
export function blendSkin(
  kernels: Kernels,
  positions: RealArray,
  pairs: SkinningPairs,
  weights: RealArray,
  bones: LinearMaps,
): RealArray {
  const out = kernels.memory.room(positions.length);
  const transforms = realCopy(kernels.memory, packTransforms(bones));
  const job = { positions, starts: pairs.start, bones: pairs.bones, weights, transforms, out };
  kernels.run(
    BLEND_SKIN,
    vertexRanges(positions.length / 3).map((range) => ({ ...job, ...range })),
  );
  return out;
}

export interface SkinningGradient {
  /** [B, 3, 3] */
  readonly linear: Float64Array;
  /** [B, 3] */
  readonly offset: Float64Array;
}

/**
 * Backward of {@link blendSkin}: G_ij = g_i . (P_j v_i + x_j), C_j = sum_i w_ij g_i v_i^T, c_j = sum_i w_ij g_i.
 * @param gradPositions g [V, 3], in kernel memory
 * @param gradWeightsOut G [N], in kernel memory, accumulated into
 */
export function blendSkinBackward(
  kernels: Kernels,
  positions: RealArray,
  pairs: SkinningPairs,
  weights: RealArray,
  bones: LinearMaps,
  gradPositions: RealArray,
  gradWeightsOut: RealArray,
): SkinningGradient {
  const { memory } = kernels;
  const transforms = realCopy(memory, packTransforms(bones));
  const job = {
    positions,
    starts: pairs.start,
    bones: pairs.bones,
    weights,
    transforms,
    gradOut: gradPositions,
    gradWeights: gradWeightsOut,
  };
  const jobs = vertexRanges(positions.length / 3).map((range) => ({
    ...job,
    ...range,
    gradTransforms: memory.real(transforms.length),
  }));
  kernels.run(BLEND_SKIN_BACKWARD, jobs);
  const out = { linear: new Float64Array(bones.linear.length), offset: new Float64Array(bones.offset.length) };
  for (const { gradTransforms } of jobs)
    for (let j = 0; j < out.offset.length / 3; j++)
      for (let r = 0; r < 3; r++) {
        for (let c = 0; c < 3; c++) out.linear[9 * j + 3 * r + c] += gradTransforms[TRANSFORM * j + 4 * c + r];
        out.offset[3 * j + r] += gradTransforms[TRANSFORM * j + 12 + r];
      }
  return out;
}
