import { type JobOf, type Kernel, NO_SCRATCH, type Slots } from '../../kernel.ts';

/** Vectors of a bone in a mixture table: centre x, centre y, e^a, e^b, shear c, a + b - log 2 pi + log share. */
export const TABLE_VECTORS = 6;
/** Sixth vector's value where a lane holds no Gaussian. */
export const NO_GAUSSIAN = -1e30;
/** Gaussians a bone in the table: two, or the count padded to whole vectors of four. */
export function paddedCount(mixtureCount: number): number {
  return mixtureCount <= 2 ? 2 : 4 * Math.ceil(mixtureCount / 4);
}

const MIXTURE_PAIRS_SLOTS = {
  /** [V, 2] */
  uv: 'real',
  /** [V + 1]; the background bone is the first pair of every row. */
  starts: 'index',
  /** [N] */
  bones: 'index',
  /** [B, 6, Kp] */
  table: 'real',
  lanes: 'count',
  /** First and last vertex of the job. */
  start: 'count',
  end: 'count',
} as const satisfies Slots;

/**
 * Normalised skinning weights of Gaussian mixtures:
 *   d1 = e^a (u - cx),  d2 = e^b (v - cy + c (u - cx)),  q_nk = exp(table_5 - (d1^2 + d2^2)/2)
 *   S_i = background + sum_nk q_nk,  w_n = sum_k q_nk/S_i,  w_first = background/S_i
 */
export type MixtureWeightsJob = JobOf<typeof MIXTURE_WEIGHTS_SLOTS>;

const MIXTURE_WEIGHTS_SLOTS = {
  ...MIXTURE_PAIRS_SLOTS,
  background: 'number',
  /** q [N, Kp] out */
  densities: 'real',
  /** [N] out */
  weights: 'real',
  /** S [V] out */
  sums: 'real',
} as const satisfies Slots;

export const MIXTURE_WEIGHTS: Kernel<MixtureWeightsJob> = {
  name: 'mixtureWeights',
  slots: MIXTURE_WEIGHTS_SLOTS,
  scratch: NO_SCRATCH,
  plain: ({ uv, starts, bones, table, lanes: K, background, start, end, densities, weights, sums }) => {
    for (let i = start; i < end; i++) {
      const first = starts[i];
      let total = background;
      for (let n = first + 1; n < starts[i + 1]; n++) {
        const at = TABLE_VECTORS * K * bones[n];
        let rho = 0;
        for (let k = at; k < at + K; k++) {
          if (table[k + 5 * K] === NO_GAUSSIAN) continue;
          const dx = uv[2 * i] - table[k];
          const dy = uv[2 * i + 1] - table[k + K];
          const d1 = table[k + 2 * K] * dx;
          const d2 = table[k + 3 * K] * (dy + table[k + 4 * K] * dx);
          const q = Math.exp(table[k + 5 * K] - (d1 * d1 + d2 * d2) / 2);
          densities[n * K + k - at] = q;
          rho += q;
        }
        weights[n] = rho;
        total += rho;
      }
      sums[i] = total;
      weights[first] = background / total;
      for (let n = first + 1; n < starts[i + 1]; n++) weights[n] /= total;
    }
  },
};

/**
 * Backward: with G = dL/dw, Q_nk = q_nk (G_n - sum_m w_m G_m)/S_i is dL/d log q, then
 *   cx += Q (e^a d1 + c e^b d2), cy += Q e^b d2, a += Q (1 - d1^2), b += Q (1 - d2^2), c -= Q d2 e^b dx, log share += Q.
 */
export type MixtureWeightsBackwardJob = JobOf<typeof MIXTURE_WEIGHTS_BACKWARD_SLOTS>;

const MIXTURE_WEIGHTS_BACKWARD_SLOTS = {
  ...MIXTURE_PAIRS_SLOTS,
  densities: 'real',
  weights: 'real',
  sums: 'real',
  /** G [N] */
  gradWeights: 'real',
  /** [B, 6, Kp] accumulated into, in the order cx, cy, a, b, c, log share */
  gradTable: 'real',
} as const satisfies Slots;

export const MIXTURE_WEIGHTS_BACKWARD: Kernel<MixtureWeightsBackwardJob> = {
  name: 'mixtureWeightsBackward',
  slots: MIXTURE_WEIGHTS_BACKWARD_SLOTS,
  scratch: NO_SCRATCH,
  plain: (job) => {
    const { uv, starts, bones, table, lanes: K, start, end, densities, weights, sums, gradWeights, gradTable } = job;
    for (let i = start; i < end; i++) {
      let mix = 0;
      for (let n = starts[i]; n < starts[i + 1]; n++) mix += weights[n] * gradWeights[n];
      for (let n = starts[i] + 1; n < starts[i + 1]; n++) {
        const at = TABLE_VECTORS * K * bones[n];
        const slope = (gradWeights[n] - mix) / sums[i];
        for (let k = at; k < at + K; k++) {
          const Q = densities[n * K + k - at] * slope;
          if (Q === 0) continue;
          const dx = uv[2 * i] - table[k];
          const dy = uv[2 * i + 1] - table[k + K];
          const a = table[k + 2 * K];
          const b = table[k + 3 * K];
          const shear = table[k + 4 * K];
          const d1 = a * dx;
          const d2 = b * (dy + shear * dx);
          gradTable[k] += Q * (a * d1 + shear * b * d2);
          gradTable[k + K] += Q * b * d2;
          gradTable[k + 2 * K] += Q * (1 - d1 * d1);
          gradTable[k + 3 * K] += Q * (1 - d2 * d2);
          gradTable[k + 4 * K] -= Q * d2 * b * dx;
          gradTable[k + 5 * K] += Q;
        }
      }
    }
  },
};
