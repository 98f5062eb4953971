import { emptyState, type Optimizer, zerosLike } from './optimizer.ts';

/** Gradient descent with momentum (Polyak 1964): v = momentum v - lr g,  step = v. */
export function sgd(momentum: number): Optimizer {
  return {
    init: (parameters) => emptyState(parameters, 1),
    update({ gradient, learningRates }, state) {
      const [old] = state.moments;
      const velocity = zerosLike(old);
      for (let i = 0; i < velocity.length; i++) velocity[i] = momentum * old[i] - learningRates[i] * gradient[i];
      return { step: velocity, state: { count: state.count + 1, moments: [velocity] } };
    },
  };
}
