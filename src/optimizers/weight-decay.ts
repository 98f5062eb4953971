import { ADAM_DEFAULTS, type AdamOptions, adam } from './adam.ts';
import { type Optimizer, zerosLike } from './optimizer.ts';

/**
 * Decoupled weight decay (Loshchilov and Hutter 2019) behind an optimiser's own step:
 *   step = own step - lr decay x
 * It does not pass through the moments, and so draws large and small gradients' parameters alike.
 */
export function withWeightDecay(optimizer: Optimizer, decay: number): Optimizer {
  return {
    init: (parameters) => optimizer.init(parameters),
    update(input, state) {
      const own = optimizer.update(input, state);
      const step = zerosLike(own.step);
      for (let i = 0; i < step.length; i++) step[i] = own.step[i] - input.learningRates[i] * decay * input.decayed[i];
      return { step, state: own.state };
    },
  };
}

/** AdamW. */
export function adamW(decay: number, options: AdamOptions = ADAM_DEFAULTS): Optimizer {
  return withWeightDecay(adam(options), decay);
}
