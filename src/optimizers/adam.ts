import { emptyState, type Optimizer, zerosLike } from './optimizer.ts';

export interface AdamOptions {
  readonly decayRate1: number;
  readonly decayRate2: number;
  readonly epsilon: number;
}

/** As Kingma and Ba give them. */
export const ADAM_DEFAULTS: AdamOptions = { decayRate1: 0.9, decayRate2: 0.999, epsilon: 1e-8 };

/**
 * Adam (Kingma and Ba 2015):
 *   m = b1 m + (1 - b1) g,  v = b2 v + (1 - b2) g^2,  step = -lr m^/(sqrt(v^) + eps), ^: bias-corrected.
 */
export function adam({ decayRate1: b1, decayRate2: b2, epsilon }: AdamOptions = ADAM_DEFAULTS): Optimizer {
  return {
    init: (parameters) => emptyState(parameters, 2),
    update({ gradient, learningRates }, state) {
      const count = state.count + 1;
      const [oldMean, oldVariance] = state.moments;
      const [mean, variance, step] = [zerosLike(oldMean), zerosLike(oldMean), zerosLike(oldMean)];
      const correction1 = 1 - b1 ** count;
      const correction2 = 1 - b2 ** count;
      for (let i = 0; i < step.length; i++) {
        const g = gradient[i];
        const m = b1 * oldMean[i] + (1 - b1) * g;
        const v = b2 * oldVariance[i] + (1 - b2) * g * g;
        mean[i] = m;
        variance[i] = v;
        step[i] = (-learningRates[i] * (m / correction1)) / (Math.sqrt(v / correction2) + epsilon);
      }
      return { step, state: { count, moments: [mean, variance] } };
    },
  };
}
