import type { TrainingState } from '../../deca/training/run/training-state.ts';

/** How far training of both networks has come. */
export interface GanState {
  readonly maker: TrainingState;
  readonly critic: TrainingState;
  /** Running mean of the generator's weights [P]. */
  readonly mean: Float32Array;
}

/**
 * Both networks' states as one, for one file; only the generator's count is kept. The running mean stands among its
 * moments, beside it the discriminator's weights, which have none.
 */
export function joinStates({ maker, critic, mean }: GanState): TrainingState {
  const moments = [
    ...maker.optimizer.moments.map((moment, k) => join(moment, critic.optimizer.moments[k])),
    join(mean, critic.parameters),
  ];
  return {
    parameters: join(maker.parameters, critic.parameters),
    optimizer: { count: maker.optimizer.count, moments },
  };
}

function join(a: Float32Array, b: Float32Array): Float32Array {
  const out = new Float32Array(a.length + b.length);
  out.set(a);
  out.set(b, a.length);
  return out;
}

/** The two again. @param shapes the generator's */
export function partState(
  { parameters, optimizer: { count, moments } }: TrainingState,
  shapes: readonly (readonly number[])[],
): GanState {
  const length = shapes.reduce((sum, shape) => sum + shape.reduce((product, n) => product * n, 1), 0);
  const part = (from: number, to?: number): TrainingState => ({
    parameters: parameters.slice(from, to),
    optimizer: { count, moments: moments.slice(0, -1).map((moment) => moment.slice(from, to)) },
  });
  return { maker: part(0, length), critic: part(length), mean: moments[moments.length - 1].slice(0, length) };
}

/** mean + (weights - mean) / steps */
export function towards(mean: Float32Array, weights: Float32Array, steps: number): Float32Array {
  const out = new Float32Array(mean.length);
  for (let i = 0; i < out.length; i++) out[i] = mean[i] + (weights[i] - mean[i]) / steps;
  return out;
}
