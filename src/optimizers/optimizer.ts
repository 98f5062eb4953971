import type { RealArray } from '../kernels/kernel.ts';

/**
 * Optimisers of the skinning model's stages and of training.
 * @example
 * import { OPTIMIZER_NAMES } from 'asm-fit';
 *
 * console.log(OPTIMIZER_NAMES.join(' or '));
 */
export const OPTIMIZER_NAMES = ['adam', 'adamw', 'sgd'] as const;
/** Adam, Adam with decoupled weight decay, or plain gradient descent with momentum. */
export type OptimizerName = (typeof OPTIMIZER_NAMES)[number];

/** What an optimiser remembers between steps; plain data, so that it can be kept in a file. */
export interface OptimizerState<Reals extends RealArray> {
  /** Steps taken. */
  readonly count: number;
  /** Running means, each as long and as precise as the parameters [M][P]. */
  readonly moments: readonly Reals[];
}

/** What a step is made of [P] each; none of them is changed. */
export interface StepInput<Reals extends RealArray> {
  readonly gradient: Reals;
  /** 0 holds a parameter. */
  readonly learningRates: Reals;
  /** What weight decay, where an optimiser has one, draws to 0; 0 where it must not. */
  readonly decayed: Reals;
}

/** What a step comes to. */
export interface OptimizerStep<Reals extends RealArray> {
  /** To add to the parameters [P]. */
  readonly step: Reals;
  readonly state: OptimizerState<Reals>;
}

/** An optimiser as a pure pair: state from parameters, update from gradient. It works in the parameters' precision. */
export interface Optimizer {
  /** @param parameters [P], for their number and precision alone */
  init<Reals extends RealArray>(parameters: Reals): OptimizerState<Reals>;
  update<Reals extends RealArray>(input: StepInput<Reals>, state: OptimizerState<Reals>): OptimizerStep<Reals>;
}

/** A state of nothing yet. @param moments how many the optimiser keeps */
export function emptyState<Reals extends RealArray>(parameters: Reals, moments: number): OptimizerState<Reals> {
  return { count: 0, moments: Array.from({ length: moments }, () => zerosLike(parameters)) };
}

/** As long and as precise. */
export function zerosLike<Reals extends RealArray>(like: Reals): Reals {
  const zeros = like instanceof Float32Array ? new Float32Array(like.length) : new Float64Array(like.length);
  return zeros as Reals;
}
