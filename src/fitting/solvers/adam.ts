import type { Optimizer } from './optimizer.ts';

export interface AdamState {
  readonly count: number;
  readonly mean: Float64Array;
  readonly variance: Float64Array;
}

export interface AdamOptions {
  readonly decayRate1: number;
  readonly decayRate2: number;
  readonly epsilon: number;
}

const ADAM_DEFAULTS: AdamOptions = { decayRate1: 0.9, decayRate2: 0.99, epsilon: 1e-12 };

/**
 * Adam (Kingma and Ba 2015):
 *   m = b1 m + (1 - b1) g,  v = b2 v + (1 - b2) g^2,  step = -lr m^/(sqrt(v^) + eps), ^: bias-corrected.
 */
export function adam(options: AdamOptions = ADAM_DEFAULTS): Optimizer<AdamState> {
  const { decayRate1: b1, decayRate2: b2, epsilon } = options;
  return {
    init: (parameterCount) => ({
      count: 0,
      mean: new Float64Array(parameterCount),
      variance: new Float64Array(parameterCount),
    }),
    update(gradient, state, learningRates) {
      const count = state.count + 1;
      const mean = gradient.map((g, i) => b1 * state.mean[i] + (1 - b1) * g);
      const variance = gradient.map((g, i) => b2 * state.variance[i] + (1 - b2) * g * g);
      const correction1 = 1 - b1 ** count;
      const correction2 = 1 - b2 ** count;
      const step = mean.map(
        (m, i) => (-learningRates[i] * (m / correction1)) / (Math.sqrt(variance[i] / correction2) + epsilon),
      );
      return { step, state: { count, mean, variance } };
    },
  };
}
