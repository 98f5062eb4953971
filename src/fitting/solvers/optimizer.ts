export const OPTIMIZER_NAMES = ['adam', 'sgd'] as const;
export type OptimizerName = (typeof OPTIMIZER_NAMES)[number];

/** An optimiser as a pure pair: state from parameters, update from gradient. */
export interface Optimizer<State> {
  init(parameterCount: number): State;
  /** @returns the step to add to the parameters [P] and the next state */
  update(gradient: Float64Array, state: State, learningRates: Float64Array): { step: Float64Array; state: State };
}

/** Cosine decay of a learning rate to 2 %. @returns its share at a step */
export function cosineDecay(step: number, steps: number): number {
  return 0.02 + 0.98 * 0.5 * (1 + Math.cos((Math.PI * step) / steps));
}
