import { clipByGlobalNorm, globalNorm } from '../../../optimizers/clip-gradient.ts';
import type { Optimizer } from '../../../optimizers/optimizer.ts';
import type { Schedule } from '../../../optimizers/schedules.ts';
import { tf } from '../tfjs-backend.ts';
import { assignVariables, decayedParameters, type TrainingState } from './training-state.ts';

/** How a gradient becomes a step. */
export interface StepRule {
  readonly optimizer: Optimizer;
  /** The highest. */
  readonly learningRate: number;
  readonly schedule: Schedule;
  /** Of the whole run. */
  readonly steps: number;
  /** Longest gradient; null: however long. */
  readonly maxNorm: number | null;
}

/** A step and what led to it. */
export interface TakenStep {
  readonly state: TrainingState;
  readonly loss: number;
  /** Before it was cut. */
  readonly gradientNorm: number;
}

/**
 * One step down a loss's gradient, by the optimisers that fits use too. Loss and gradient are read at once, after the last
 * of the loss's tensors: a GPU stands still while it is read from.
 * @param variables the network's, with the state's parameters in them; they get the next state's
 * @param loss a scalar of the variables; the tensors that it makes are disposed
 * @throws {Error} the loss keeps tensors: memory would grow with every step
 */
export async function takeStep(
  variables: readonly tf.Variable[],
  state: TrainingState,
  rule: StepRule,
  loss: () => tf.Scalar,
): Promise<TakenStep> {
  const { optimizer, learningRate, schedule, steps, maxNorm } = rule;
  const tensors = tf.memory().numTensors;
  const found = tf.tidy(() => {
    const { value, grads } = tf.variableGrads(loss, [...variables]);
    return tf.concat([value, ...variables.map(({ name }) => grads[name])].map((tensor) => tf.reshape(tensor, [-1])));
  });
  const numbers = (await found.data()) as Float32Array;
  found.dispose();
  const gradient = numbers.subarray(1);
  const { parameters } = state;
  const next = optimizer.update(
    {
      gradient: maxNorm === null ? gradient : clipByGlobalNorm(gradient, maxNorm),
      learningRates: new Float32Array(parameters.length).fill(learningRate * schedule(state.optimizer.count, steps)),
      decayed: decayedParameters(
        variables.map(({ shape }) => shape),
        parameters,
      ),
    },
    state.optimizer,
  );
  // Millions of them: a function called for each would take a tenth of the step.
  const moved = new Float32Array(parameters.length);
  for (let i = 0; i < moved.length; i++) moved[i] = parameters[i] + next.step[i];
  assignVariables(variables, moved);
  const left = tf.memory().numTensors - tensors;
  if (left !== 0) throw new Error(`training: a step must leave as many tensors as it found; it left ${left} more`);
  return {
    state: { parameters: moved, optimizer: next.state },
    loss: numbers[0],
    gradientNorm: globalNorm(gradient),
  };
}
