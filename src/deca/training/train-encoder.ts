import { type Random, randomStream } from '../../geometry/random.ts';
import { adam } from '../../optimizers/adam.ts';
import type { Optimizer, OptimizerName } from '../../optimizers/optimizer.ts';
import { SCHEDULES } from '../../optimizers/schedules.ts';
import { sgd } from '../../optimizers/sgd.ts';
import { adamW } from '../../optimizers/weight-decay.ts';
import type { CodeSizes } from '../codes.ts';
import { type DenseLayer, outputLength } from '../network/encoder-weights.ts';
import type { InputStatistics } from '../network/standardized-inputs.ts';
import { inputStatistics, readBatch } from './encoder-batch.ts';
import {
  dropoutMasks,
  encoderLayers,
  encoderShapes,
  forward,
  initialEncoder,
  type LayerWidths,
} from './encoder-network.ts';
import type { EncoderRows } from './encoder-rows.ts';
import type { EncoderLoss } from './losses/encoder-losses.ts';
import { regularizationLoss } from './losses/regularization.ts';
import { type CurveRecord, saveCheckpoint } from './run/checkpoint.ts';
import { type StepRule, takeStep } from './run/take-step.ts';
import { type KeptRun, requireFiniteLoss, resumeRun, startRunClock } from './run/training-run.ts';
import { createVariables, initialState } from './run/training-state.ts';
import { readScalars, tf } from './tfjs-backend.ts';
import type { TrainEncoderOptions } from './train-encoder-options.ts';

/** What answers are held against. */
export interface EncoderTask {
  readonly sizes: CodeSizes;
  readonly loss: EncoderLoss;
}

/** What goes on beside training. */
export interface TrainingWatch {
  /** null: none are kept. */
  readonly checkpoint: KeptRun | null;
  /** @param left seconds that the rest will take */
  onEpoch(record: CurveRecord, left: number): void;
  /** Told that a run goes on after so many steps. */
  onResume(steps: number): void;
}

export interface TrainedEncoder {
  readonly layers: readonly DenseLayer[];
  readonly statistics: InputStatistics;
  readonly curve: readonly CurveRecord[];
}

/** Streams of random numbers below the seed. */
const ORDER_STREAM = 1;
const DROPOUT_STREAM = 2;

/**
 * Trains the network behind the frozen features; the same seed on the same rows gives the same weights, also
 * where the run was broken off and went on.
 */
export async function trainEncoder(
  rows: EncoderRows,
  { sizes, loss }: EncoderTask,
  options: TrainEncoderOptions,
  watch: TrainingWatch,
): Promise<TrainedEncoder> {
  const { hidden, batch, seed, epochs, heldOut } = options;
  const statistics = inputStatistics(rows, options);
  const widths: LayerWidths = [rows.inputCount, hidden, hidden, hidden, outputLength(sizes)];
  const pairs = (rows.count - heldOut) / 2;
  const stepsOfEpoch = Math.floor((2 * pairs) / batch);
  const rule = stepRule(options, epochs * stepsOfEpoch);
  const { checkpoint } = watch;
  const kept = resumeRun(checkpoint, watch.onResume);
  let state = kept?.state ?? initialState(initialEncoder(widths, seed), rule.optimizer);
  let epochLoss = kept?.progress.epochLoss ?? 0;
  const curve = [...(kept?.progress.curve ?? [])];
  const variables = createVariables(encoderShapes(widths), state.parameters);
  const first = state.optimizer.count;
  const clock = startRunClock(kept, { first, steps: rule.steps });
  let order: readonly number[] = [];
  for (let step = first; step < rule.steps; step++) {
    const epoch = Math.floor(step / stepsOfEpoch);
    const inEpoch = step % stepsOfEpoch;
    if (inEpoch === 0 || step === first) order = shuffled(pairs, randomStream(seed, ORDER_STREAM, epoch));
    const indices = order
      .slice((inEpoch * batch) / 2, ((inEpoch + 1) * batch) / 2)
      .flatMap((pair) => [2 * pair, 2 * pair + 1]);
    const taken = await takeStep(variables, state, rule, () => {
      const { inputs, batch: truth } = readBatch(rows, indices, statistics);
      const masks = dropoutMasks(widths, indices.length, options.dropout, randomStream(seed, DROPOUT_STREAM, step));
      const outputs = forward(variables, inputs, masks);
      const fit = loss.evaluate(outputs, truth).total;
      return tf.add(fit, regularizationLoss(options.regularization, { variables, outputs }, sizes)) as tf.Scalar;
    });
    requireFiniteLoss(taken.loss, step, 'lower --learning-rate, or shorten gradients by --clip-norm');
    state = taken.state;
    epochLoss += taken.loss;
    const done = step + 1;
    if (inEpoch === stepsOfEpoch - 1) {
      const trainLoss = epochLoss / stepsOfEpoch;
      epochLoss = 0;
      const errors = await heldOutErrors(rows, { variables, statistics }, loss, options);
      const record = { epoch: epoch + 1, step: done, seconds: clock.seconds(), trainLoss, ...errors };
      curve.push(record);
      watch.onEpoch(record, clock.left(done));
      await new Promise((resolve) => setImmediate(resolve));
    }
    if (checkpoint !== null && done % checkpoint.every === 0)
      saveCheckpoint(checkpoint, { state, progress: { seconds: clock.seconds(), epochLoss, curve } });
  }
  tf.dispose(variables);
  return { layers: encoderLayers(widths, state.parameters), statistics, curve };
}

function stepRule(options: TrainEncoderOptions, steps: number): StepRule {
  const { optimizer, learningRate, schedule, maxNorm, weightDecay, momentum } = options;
  const optimizers: Readonly<Record<OptimizerName, () => Optimizer>> = {
    adam: () => adam(),
    adamw: () => adamW(weightDecay),
    sgd: () => sgd(momentum),
  };
  return { optimizer: optimizers[optimizer](), learningRate, schedule: SCHEDULES[schedule], steps, maxNorm };
}

/** The network as trained so far. */
interface TrainedNetwork {
  readonly variables: readonly tf.Tensor[];
  readonly statistics: InputStatistics;
}

async function heldOutErrors(
  rows: EncoderRows,
  { variables, statistics }: TrainedNetwork,
  loss: EncoderLoss,
  options: TrainEncoderOptions,
): Promise<Pick<CurveRecord, 'heldOutLoss' | 'heldOut'>> {
  const heldOut: Record<string, number> = {};
  let heldOutLoss = 0;
  const steps = Math.floor(options.heldOut / options.batch);
  for (let s = 0; s < steps; s++) {
    const from = rows.count - options.heldOut + s * options.batch;
    const indices = Array.from({ length: options.batch }, (_, i) => from + i);
    let names: readonly string[] = [];
    const [total, ...terms] = await readScalars(() => {
      const { inputs, batch } = readBatch(rows, indices, statistics);
      const said = loss.evaluate(forward(variables, inputs), batch);
      names = Object.keys(said.terms);
      return [said.total, ...Object.values(said.terms)];
    });
    heldOutLoss += total / steps;
    for (const [k, name] of names.entries()) heldOut[name] = (heldOut[name] ?? 0) + terms[k] / steps;
  }
  return { heldOutLoss, heldOut };
}

/** 0..count - 1 in any order. */
function shuffled(count: number, random: Random): number[] {
  const values = Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor((i + 1) * random.uniform());
    [values[i], values[j]] = [values[j], values[i]];
  }
  return values;
}
