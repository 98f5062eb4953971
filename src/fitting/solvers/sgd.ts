import type { Optimizer } from './optimizer.ts';

export interface SgdState {
  readonly velocity: Float64Array;
}

export interface SgdOptions {
  readonly momentum: number;
  /** Scales the step; smoothness is stiff, so that plain descent must tread softly where Adam need not. */
  readonly rate: number;
  /** The gradient's norm is cut to this, measured in units of the parameters' learning rates. */
  readonly maxNorm: number;
}

const SGD_DEFAULTS: SgdOptions = { momentum: 0.9, rate: 0.02, maxNorm: 0.5 };

/**
 * Gradient descent with momentum, preconditioned by the learning rates so that groups of different
 * units share one step size: v = momentum v - rate lr^2 g, clipped; step = v.
 */
export function sgd(options: SgdOptions = SGD_DEFAULTS): Optimizer<SgdState> {
  return {
    init: (parameterCount) => ({ velocity: new Float64Array(parameterCount) }),
    update(gradient, state, learningRates) {
      let norm = 0;
      for (let i = 0; i < gradient.length; i++) norm += (options.rate * learningRates[i] * gradient[i]) ** 2;
      const factor = Math.min(1, options.maxNorm / Math.sqrt(norm || 1));
      const velocity = gradient.map(
        (g, i) => options.momentum * state.velocity[i] - factor * options.rate * learningRates[i] ** 2 * g,
      );
      return { step: velocity, state: { velocity } };
    },
  };
}
