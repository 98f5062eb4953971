import type { Optimizer } from './adam.ts';

export interface SgdState {
  readonly velocity: Float64Array;
}

export interface SgdOptions {
  readonly momentum: number;
  /** The gradient's norm is cut to this, measured in units of the parameters' learning rates. */
  readonly maxNorm: number;
}

export const SGD_DEFAULTS: SgdOptions = { momentum: 0.9, maxNorm: 3 };

/**
 * Gradient descent with momentum, preconditioned by the learning rates so that groups of different
 * units share one step size: v = momentum v - lr^2 g, clipped; step = v.
 */
export function sgd(options: SgdOptions = SGD_DEFAULTS): Optimizer<SgdState> {
  return {
    init: (parameterCount) => ({ velocity: new Float64Array(parameterCount) }),
    update(gradient, state, learningRates) {
      let norm = 0;
      for (let i = 0; i < gradient.length; i++) norm += (learningRates[i] * gradient[i]) ** 2;
      const factor = Math.min(1, options.maxNorm / Math.sqrt(norm || 1));
      const velocity = gradient.map(
        (g, i) => options.momentum * state.velocity[i] - factor * learningRates[i] ** 2 * g,
      );
      return { step: velocity, state: { velocity } };
    },
  };
}
