import { clipByGlobalNorm, globalNorm } from '../../../optimizers/clip-gradient.ts';
import type { Optimizer } from '../../../optimizers/optimizer.ts';
import type { Schedule } from '../../../optimizers/schedules.ts';
import { tf } from '../tfjs-backend.ts';
import { assignVariables, decayedParameters, joinTensors, type TrainingState } from './training-state.ts';

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
 * One step down a loss's gradient, by the optimisers that fits use too.
 * @param variables the network's, with the state's parameters in them; they get the next state's
 * @param loss a scalar of the variables; the tensors that it makes are disposed
 * @throws {Error} the loss keeps tensors: memory would grow with every step
 */
export function takeStep(
  variables: readonly tf.Variable[],
  state: TrainingState,
  rule: StepRule,
  loss: () => tf.Scalar,
): TakenStep {
  const { optimizer, learningRate, schedule, steps, maxNorm } = rule;
  const tensors = tf.memory().numTensors;
  let value = 0;
  let gradient: Float32Array = new Float32Array(0);
  // Not as the tidied function's answer: tfjs looks for tensors in it, number by number, which takes seconds.
  tf.tidy(() => {
    const { value: scalar, grads } = tf.variableGrads(loss, [...variables]);
    value = scalar.dataSync()[0];
    gradient = joinTensors(variables.map((variable) => grads[variable.name]));
  });
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
  const moved = parameters.map((x, i) => x + next.step[i]);
  assignVariables(variables, moved);
  const left = tf.memory().numTensors - tensors;
  if (left !== 0) throw new Error(`training: a step must leave as many tensors as it found; it left ${left} more`);
  return {
    state: { parameters: moved, optimizer: next.state },
    loss: value,
    gradientNorm: globalNorm(gradient),
  };
}
