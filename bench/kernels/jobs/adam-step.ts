import { type JobOf, type Kernel, NO_SCRATCH, type Slots } from '../../../src/kernels/kernel.ts';

/**
 * One step of Adam (Kingma and Ba 2015) on a block of parameters [start, end), in place:
 *   m = b1 m + (1 - b1) g,  v = b2 v + (1 - b2) g^2,  x -= rate m c1/(sqrt(v c2) + eps)
 * c1 = 1/(1 - b1^t), c2 = 1/(1 - b2^t): the bias corrections.
 */
export type AdamStepJob = JobOf<typeof ADAM_STEP_SLOTS>;

const ADAM_STEP_SLOTS = {
  parameters: 'real',
  gradient: 'real',
  mean: 'real',
  variance: 'real',
  start: 'count',
  end: 'count',
  rate: 'number',
  decayRate1: 'number',
  decayRate2: 'number',
  correction1: 'number',
  correction2: 'number',
  epsilon: 'number',
} as const satisfies Slots;

export const ADAM_STEP: Kernel<AdamStepJob> = {
  name: 'adamStep',
  slots: ADAM_STEP_SLOTS,
  scratch: NO_SCRATCH,
  plain: ({ parameters, gradient, mean, variance, start, end, rate, ...options }) => {
    const { decayRate1: b1, decayRate2: b2, correction1, correction2, epsilon } = options;
    for (let i = start; i < end; i++) {
      mean[i] = b1 * mean[i] + (1 - b1) * gradient[i];
      variance[i] = b2 * variance[i] + (1 - b2) * gradient[i] ** 2;
      parameters[i] -= (rate * mean[i] * correction1) / (Math.sqrt(variance[i] * correction2) + epsilon);
    }
  },
};
