import { type AdamOptions, adam } from '../../optimizers/adam.ts';
import { clipByGlobalNorm } from '../../optimizers/clip-gradient.ts';
import { type Optimizer, type OptimizerName, zerosLike } from '../../optimizers/optimizer.ts';
import { cosineSchedule } from '../../optimizers/schedules.ts';
import { sgd } from '../../optimizers/sgd.ts';
import { adamW } from '../../optimizers/weight-decay.ts';

/** A short memory of slopes, since what is held changes every few steps. */
const ADAM: AdamOptions = { decayRate1: 0.9, decayRate2: 0.99, epsilon: 1e-12 };
/** Share of the way back to where the descent began, a step. */
const WEIGHT_DECAY = 1e-3;
const MOMENTUM = 0.9;

export interface UnitStepOptions {
  /** Scales the gradient; smoothness is stiff, so that plain descent must tread softly where Adam need not. */
  readonly scale: number;
  /** The scaled gradient's norm is cut to this. */
  readonly maxNorm: number;
}

/**
 * Measures the gradient in units of the learning rates, so that groups of different units share one step size:
 *   g' = scale lr g, clipped to a global norm
 * Adam does so by itself.
 */
export function inUnitsOfRates(optimizer: Optimizer, { scale, maxNorm }: UnitStepOptions): Optimizer {
  return {
    init: (parameters) => optimizer.init(parameters),
    update(input, state) {
      const { gradient, learningRates } = input;
      const scaled = zerosLike(gradient);
      for (let i = 0; i < scaled.length; i++) scaled[i] = scale * learningRates[i] * gradient[i];
      return optimizer.update({ ...input, gradient: clipByGlobalNorm(scaled, maxNorm) }, state);
    },
  };
}

/** The best of a grid on three captures: half and twice as long steps end higher (docs/experiments.md). */
const SGD_STEPS: UnitStepOptions = { scale: 0.32, maxNorm: 2 };

/**
 * A loss that climbs to so many times the best takes a descent back there, to go on in steps half as long. Plain descent needs
 * it: a stage whose priors are stiff throws it off at once. Adam's own first steps climb, and come down by themselves.
 */
export const BACKTRACK: Readonly<Record<OptimizerName, number>> = {
  adam: Number.POSITIVE_INFINITY,
  adamw: Number.POSITIVE_INFINITY,
  sgd: 4,
};

/** The optimisers as a fit's descents use them. */
export const DESCENT_OPTIMIZERS: Readonly<Record<OptimizerName, Optimizer>> = {
  adam: adam(ADAM),
  adamw: adamW(WEIGHT_DECAY, ADAM),
  sgd: inUnitsOfRates(sgd(MOMENTUM), SGD_STEPS),
};

/** Share of the learning rates at a step of a descent. */
export const DESCENT_DECAY = cosineSchedule({ warmUp: 0, floor: 0.02 });
