import { type Kernel, NO_SCRATCH, type RealArray } from '../kernel.ts';

/**
 * One step of Adam (Kingma and Ba 2015) on a block of parameters [start, end), in place:
 *   m = b1 m + (1 - b1) g,  v = b2 v + (1 - b2) g^2,  x -= rate m c1/(sqrt(v c2) + eps)
 * c1 = 1/(1 - b1^t), c2 = 1/(1 - b2^t): the bias corrections.
 */
export interface AdamStepJob {
  readonly parameters: RealArray;
  readonly gradient: RealArray;
  readonly mean: RealArray;
  readonly variance: RealArray;
  readonly start: number;
  readonly end: number;
  readonly rate: number;
  readonly decayRate1: number;
  readonly decayRate2: number;
  readonly correction1: number;
  readonly correction2: number;
  readonly epsilon: number;
}

export const ADAM_STEP: Kernel<AdamStepJob> = {
  name: 'adamStep',
  slots: [
    'parameters',
    'gradient',
    'mean',
    'variance',
    'start',
    'end',
    'rate',
    'decayRate1',
    'decayRate2',
    'correction1',
    'correction2',
    'epsilon',
  ],
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
