import { type JobOf, type Kernel, NO_SCRATCH, type Slots } from '../../kernel.ts';

/** A bone's transform as four columns of four numbers: the linear part's three, the offset; fourth lanes are 0. */
export const TRANSFORM = 16;

const SKINNING_PAIRS_SLOTS = {
  /** Bind pose [V, 3]. */
  positions: 'real',
  /** [V + 1] */
  starts: 'index',
  /** [N] */
  bones: 'index',
  /** [N] */
  weights: 'real',
  /** [B, 4, 4] */
  transforms: 'real',
  start: 'count',
  end: 'count',
} as const satisfies Slots;

/** Linear blend skinning: v'_i = sum_n w_n (P_j v_i + x_j), j the bone of pair n. */
export type BlendSkinJob = JobOf<typeof BLEND_SKIN_SLOTS>;

const BLEND_SKIN_SLOTS = {
  ...SKINNING_PAIRS_SLOTS,
  /** [V, 3] out */
  out: 'real',
} as const satisfies Slots;

export const BLEND_SKIN: Kernel<BlendSkinJob> = {
  name: 'blendSkin',
  slots: BLEND_SKIN_SLOTS,
  scratch: NO_SCRATCH,
  plain: ({ positions, starts, bones, weights, transforms: m, start, end, out }) => {
    for (let i = start; i < end; i++) {
      const x = positions[3 * i];
      const y = positions[3 * i + 1];
      const z = positions[3 * i + 2];
      let ox = 0;
      let oy = 0;
      let oz = 0;
      for (let n = starts[i]; n < starts[i + 1]; n++) {
        const w = weights[n];
        const p = TRANSFORM * bones[n];
        ox += w * (m[p] * x + m[p + 4] * y + m[p + 8] * z + m[p + 12]);
        oy += w * (m[p + 1] * x + m[p + 5] * y + m[p + 9] * z + m[p + 13]);
        oz += w * (m[p + 2] * x + m[p + 6] * y + m[p + 10] * z + m[p + 14]);
      }
      out[3 * i] = ox;
      out[3 * i + 1] = oy;
      out[3 * i + 2] = oz;
    }
  },
};

/** Backward: G_n = g_i . (P_j v_i + x_j), column c of bone j += w_n g_i v_ic, offset += w_n g_i. */
export type BlendSkinBackwardJob = JobOf<typeof BLEND_SKIN_BACKWARD_SLOTS>;

const BLEND_SKIN_BACKWARD_SLOTS = {
  ...SKINNING_PAIRS_SLOTS,
  /** g [V, 3] */
  gradOut: 'real',
  /** G [N] accumulated into */
  gradWeights: 'real',
  /** [B, 4, 4] accumulated into */
  gradTransforms: 'real',
} as const satisfies Slots;

export const BLEND_SKIN_BACKWARD: Kernel<BlendSkinBackwardJob> = {
  name: 'blendSkinBackward',
  slots: BLEND_SKIN_BACKWARD_SLOTS,
  scratch: NO_SCRATCH,
  plain: (job) => {
    const { positions, starts, bones, weights, transforms: m, start, end, gradOut, gradWeights } = job;
    const c = job.gradTransforms;
    for (let i = start; i < end; i++) {
      const gx = gradOut[3 * i];
      const gy = gradOut[3 * i + 1];
      const gz = gradOut[3 * i + 2];
      if (gx === 0 && gy === 0 && gz === 0) continue;
      const x = positions[3 * i];
      const y = positions[3 * i + 1];
      const z = positions[3 * i + 2];
      for (let n = starts[i]; n < starts[i + 1]; n++) {
        const p = TRANSFORM * bones[n];
        gradWeights[n] +=
          gx * (m[p] * x + m[p + 4] * y + m[p + 8] * z + m[p + 12]) +
          gy * (m[p + 1] * x + m[p + 5] * y + m[p + 9] * z + m[p + 13]) +
          gz * (m[p + 2] * x + m[p + 6] * y + m[p + 10] * z + m[p + 14]);
        const wx = weights[n] * gx;
        const wy = weights[n] * gy;
        const wz = weights[n] * gz;
        c[p] += wx * x;
        c[p + 1] += wy * x;
        c[p + 2] += wz * x;
        c[p + 4] += wx * y;
        c[p + 5] += wy * y;
        c[p + 6] += wz * y;
        c[p + 8] += wx * z;
        c[p + 9] += wy * z;
        c[p + 10] += wz * z;
        c[p + 12] += wx;
        c[p + 13] += wy;
        c[p + 14] += wz;
      }
    }
  },
};
