import { type JobOf, type Kernel, NO_SCRATCH, type Slots } from '../../kernel.ts';

/** Residuals beyond this many scales count linearly. */
export const HUBER = 1.5;

/**
 * Cross-view consistency of probed values over points [start, end):
 *   r_vi = c_vi - m_i,  m_i = sum_v w_vi c_vi/sum_v w_vi,  L = factor sum_vi w_vi huber(r_vi/s)
 * Points that fewer than two views see do not count. Means are stationary for the quadratic part alone, so that they
 * are differentiated through: c_bar_v = f_v - w_v (sum_u f_u)/sum w, f_v = factor w_v huber'(r_v/s)/s.
 */
export type ConsistencyJob = JobOf<typeof CONSISTENCY_SLOTS>;

const CONSISTENCY_SLOTS = {
  viewCount: 'count',
  count: 'count',
  start: 'count',
  end: 'count',
  /** c and w [V, N] */
  value: 'real',
  weight: 'real',
  /** dc/dpixel [V, N, 2] */
  gradient: 'real',
  scale: 'number',
  factor: 'number',
  /** [V, N, 2] accumulated into */
  gradPixels: 'real',
  /** [1] accumulated into */
  loss: 'double',
} as const satisfies Slots;

export const CONSISTENCY: Kernel<ConsistencyJob> = {
  name: 'consistency',
  slots: CONSISTENCY_SLOTS,
  scratch: NO_SCRATCH,
  plain: (job) => {
    const { viewCount, count, start, end, value, weight, gradient, scale, factor, gradPixels } = job;
    let loss = 0;
    for (let i = start; i < end; i++) {
      const mean = meanOverViews(job, i);
      if (Number.isNaN(mean)) continue;
      let total = 0;
      let slopes = 0;
      for (let k = i; k < viewCount * count; k += count) {
        if (weight[k] === 0) continue;
        const a = (value[k] - mean) / scale;
        total += weight[k];
        loss += factor * weight[k] * huber(a);
        slopes += (factor * weight[k] * Math.max(-HUBER, Math.min(HUBER, a))) / scale;
      }
      for (let k = i; k < viewCount * count; k += count) {
        if (weight[k] === 0) continue;
        const a = Math.max(-HUBER, Math.min(HUBER, (value[k] - mean) / scale));
        const g = weight[k] * ((factor * a) / scale - slopes / total);
        gradPixels[2 * k] += g * gradient[2 * k];
        gradPixels[2 * k + 1] += g * gradient[2 * k + 1];
      }
    }
    job.loss[0] += loss;
  },
};

/** Weighted mean of a point's values over the views, NaN where fewer than two see it. */
export function meanOverViews(
  { viewCount, count, value, weight }: Pick<ConsistencyJob, 'viewCount' | 'count' | 'value' | 'weight'>,
  i: number,
): number {
  let sum = 0;
  let total = 0;
  let seen = 0;
  for (let k = i; k < viewCount * count; k += count) {
    if (weight[k] === 0) continue;
    sum += weight[k] * value[k];
    total += weight[k];
    seen++;
  }
  return seen < 2 ? Number.NaN : sum / total;
}

/** a^2/2 up to {@link HUBER}, linear beyond. @param a residual in scales */
function huber(a: number): number {
  const size = Math.abs(a);
  return size <= HUBER ? 0.5 * size * size : HUBER * (size - 0.5 * HUBER);
}
