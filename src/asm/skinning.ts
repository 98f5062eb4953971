import type { BoneTransforms } from './bone-transforms.ts';
import type { SkinningPairs } from './mixture-weights.ts';

/**
 * Linear blend skinning: v'_i = sum_j w_ij (P_j v_i + x_j).
 * @param positions bind pose [V, 3]
 * @param weights [N] of the pairs
 * @returns [V, 3]
 */
export function blendSkin(
  positions: ArrayLike<number>,
  pairs: SkinningPairs,
  weights: ArrayLike<number>,
  bones: BoneTransforms,
): Float64Array {
  const { linear, offset } = bones;
  const out = new Float64Array(3 * (pairs.start.length - 1));
  for (let i = 0; i + 1 < pairs.start.length; i++) {
    const x = positions[3 * i];
    const y = positions[3 * i + 1];
    const z = positions[3 * i + 2];
    let ox = 0;
    let oy = 0;
    let oz = 0;
    for (let n = pairs.start[i]; n < pairs.start[i + 1]; n++) {
      const w = weights[n];
      const p = 9 * pairs.bones[n];
      const q = 3 * pairs.bones[n];
      ox += w * (linear[p] * x + linear[p + 1] * y + linear[p + 2] * z + offset[q]);
      oy += w * (linear[p + 3] * x + linear[p + 4] * y + linear[p + 5] * z + offset[q + 1]);
      oz += w * (linear[p + 6] * x + linear[p + 7] * y + linear[p + 8] * z + offset[q + 2]);
    }
    out[3 * i] = ox;
    out[3 * i + 1] = oy;
    out[3 * i + 2] = oz;
  }
  return out;
}

export interface SkinningGradient {
  /** [N] */
  readonly weights: Float64Array;
  /** [B, 3, 3] */
  readonly linear: Float64Array;
  /** [B, 3] */
  readonly offset: Float64Array;
}

/** Backward of {@link blendSkin}: G_ij = g_i . (P_j v_i + x_j), C_j = sum_i w_ij g_i v_i^T, c_j = sum_i w_ij g_i. */
export function blendSkinBackward(
  positions: ArrayLike<number>,
  pairs: SkinningPairs,
  weights: ArrayLike<number>,
  bones: BoneTransforms,
  gradPositions: ArrayLike<number>,
): SkinningGradient {
  const { linear, offset } = bones;
  const out = {
    weights: new Float64Array(pairs.bones.length),
    linear: new Float64Array(linear.length),
    offset: new Float64Array(offset.length),
  };
  for (let i = 0; i + 1 < pairs.start.length; i++) {
    const gx = gradPositions[3 * i];
    const gy = gradPositions[3 * i + 1];
    const gz = gradPositions[3 * i + 2];
    if (gx === 0 && gy === 0 && gz === 0) continue;
    const x = positions[3 * i];
    const y = positions[3 * i + 1];
    const z = positions[3 * i + 2];
    for (let n = pairs.start[i]; n < pairs.start[i + 1]; n++) {
      const p = 9 * pairs.bones[n];
      const q = 3 * pairs.bones[n];
      const w = weights[n];
      out.weights[n] =
        gx * (linear[p] * x + linear[p + 1] * y + linear[p + 2] * z + offset[q]) +
        gy * (linear[p + 3] * x + linear[p + 4] * y + linear[p + 5] * z + offset[q + 1]) +
        gz * (linear[p + 6] * x + linear[p + 7] * y + linear[p + 8] * z + offset[q + 2]);
      const wx = w * gx;
      const wy = w * gy;
      const wz = w * gz;
      const c = out.linear;
      c[p] += wx * x;
      c[p + 1] += wx * y;
      c[p + 2] += wx * z;
      c[p + 3] += wy * x;
      c[p + 4] += wy * y;
      c[p + 5] += wy * z;
      c[p + 6] += wz * x;
      c[p + 7] += wz * y;
      c[p + 8] += wz * z;
      out.offset[q] += wx;
      out.offset[q + 1] += wy;
      out.offset[q + 2] += wz;
    }
  }
  return out;
}
