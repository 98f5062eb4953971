import { createRandom, type Random } from '../../geometry/random.ts';
import type { MorphableDecoder } from '../decode/morphable-decoder.ts';
import { type DenseLayer, type EncoderWeights, outputLength } from '../network/encoder-weights.ts';
import { type InputStatistics, inputStatistics, readBatch } from './encoder-batch.ts';
import type { EncoderRows } from './encoder-rows.ts';
import {
  createEncoderLoss,
  ENCODER_LOSS_WEIGHTS,
  type EncoderLoss,
  type EncoderLossWeights,
} from './losses/encoder-losses.ts';
import type { ShapePrior } from './shape-prior.ts';
import { regressShape } from './shape-regression.ts';
import { tf } from './tfjs-backend.ts';
import { product, productWithConstant } from './tfjs-product.ts';
import type { TrainEncoderOptions } from './train-encoder-options.ts';

export interface EpochRecord {
  readonly epoch: number;
  readonly seconds: number;
  readonly trainLoss: number;
  /** Terms of the loss on the held-out crops. */
  readonly heldOut: Readonly<Record<keyof EncoderLossWeights, number>>;
}

/** The head that codes are of: its decoder, landmarks of its mean [468, 3] mm, how people's heads are shaped. */
export interface EncodedHead {
  readonly decoder: MorphableDecoder;
  readonly template: Float64Array;
  readonly prior: ShapePrior;
}

/** Adam with decoupled weight decay [Loshchilov and Hutter 2019]. */
const ADAM = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
const WARM_UP = 0.1;
/** Answers start near the mean face. */
const OUTPUT_SCALE = 0.01;

/** Trains the part of the encoder behind the frozen features; the same seed on the same rows gives the same weights. */
export async function trainEncoder(
  rows: EncoderRows,
  { decoder, template, prior }: EncodedHead,
  options: TrainEncoderOptions,
  onEpoch: (record: EpochRecord) => void,
): Promise<EncoderWeights> {
  const statistics = inputStatistics(rows, options);
  const random = createRandom(options.seed);
  const loss = createEncoderLoss(decoder, ENCODER_LOSS_WEIGHTS);
  const outputs = outputLength(decoder.sizes);
  const widths = [rows.inputCount, options.hidden, options.hidden, options.hidden, outputs];
  const variables = widths.slice(1).flatMap((width, k) => {
    const scale = k === 3 ? OUTPUT_SCALE : k === 2 ? 0 : 1;
    return [
      tf.variable(randomMatrix(widths[k], width, scale * Math.sqrt(2 / widths[k]), random)),
      tf.variable(tf.zeros([width])),
    ];
  });
  const moments = variables.map((v) => [tf.variable(tf.zerosLike(v)), tf.variable(tf.zerosLike(v))]);
  const trainCount = rows.count - options.heldOut;
  const pairsOfStep = options.batch / 2;
  const stepsOfEpoch = Math.floor(trainCount / options.batch);
  const total = options.epochs * stepsOfEpoch;
  const order = Array.from({ length: trainCount / 2 }, (_, i) => i);
  const started = Date.now();
  let step = 0;
  for (let epoch = 0; epoch < options.epochs; epoch++) {
    shuffle(order, random);
    let sum = 0;
    for (let s = 0; s < stepsOfEpoch; s++) {
      const pairs = order.slice(s * pairsOfStep, (s + 1) * pairsOfStep);
      const indices = pairs.flatMap((pair) => [2 * pair, 2 * pair + 1]);
      const rate = options.learningRate * schedule(step, total);
      step++;
      const value = tf.tidy(() => {
        const { inputs, batch } = readBatch(rows, indices, statistics);
        const { value: scalar, grads } = tf.variableGrads(
          () =>
            loss.evaluate(
              forward(variables, inputs, dropoutMasks(widths, indices.length, options.dropout, random)),
              batch,
            ).total,
          variables as tf.Variable[],
        );
        variables.forEach((variable, k) => {
          adamStep(variable, grads[variable.name], moments[k], { step, rate, weightDecay: options.weightDecay });
        });
        return scalar.dataSync()[0];
      });
      sum += value;
    }
    onEpoch({
      epoch: epoch + 1,
      seconds: (Date.now() - started) / 1000,
      trainLoss: sum / stepsOfEpoch,
      heldOut: heldOutTerms(rows, { variables, statistics }, loss, options),
    });
    await new Promise((resolve) => setImmediate(resolve));
  }
  const layers: DenseLayer[] = [];
  for (let k = 0; k < 4; k++)
    layers.push({
      inputs: widths[k],
      outputs: widths[k + 1],
      weights: Float32Array.from(variables[2 * k].dataSync()),
      bias: Float32Array.from(variables[2 * k + 1].dataSync()),
    });
  tf.dispose([...variables, ...moments.flat()]);
  const { sizes } = decoder;
  const shape = regressShape({ rows, statistics, shapeCount: sizes.shape, heldOut: options.heldOut }, prior);
  return { sizes, template, local: rows.local, ...statistics, shape, layers };
}

/**
 * encoder-weights.ts has the formula.
 * @param masks that the inputs and both hidden activations are multiplied by; none outside training
 */
export function forward(
  variables: readonly tf.Tensor[],
  inputs: tf.Tensor2D,
  masks: readonly tf.Tensor2D[] = [],
): tf.Tensor2D {
  const [w1, b1, w2, b2, w3, b3, w4, b4] = variables as tf.Tensor2D[];
  const drop = (x: tf.Tensor, k: number): tf.Tensor2D => (masks.length > 0 ? tf.mul(x, masks[k]) : x) as tf.Tensor2D;
  const first = tf.add(productWithConstant(drop(inputs, 0), w1), b1) as tf.Tensor2D;
  const inner = tf.relu(tf.add(product(drop(tf.relu(first), 1), w2), b2)) as tf.Tensor2D;
  const second = tf.add(first, tf.add(product(inner, w3), b3));
  return tf.add(product(drop(tf.relu(second), 2), w4), b4) as tf.Tensor2D;
}

/** 0 for the share of units that a step does without, else what makes up for them. */
function dropoutMasks(widths: readonly number[], rows: number, share: number, random: Random): tf.Tensor2D[] {
  if (share === 0) return [];
  const kept = 1 / (1 - share);
  return [widths[0], widths[1], widths[3]].map((width) => {
    const mask = new Float32Array(rows * width);
    for (let i = 0; i < mask.length; i++) mask[i] = random.uniform() < share ? 0 : kept;
    return tf.tensor2d(mask, [rows, width]);
  });
}

/** Which step it is, from 1 on, and how far it goes. */
interface AdamStep {
  readonly step: number;
  readonly rate: number;
  readonly weightDecay: number;
}

function adamStep(
  variable: tf.Variable,
  gradient: tf.Tensor,
  [first, second]: tf.Variable[],
  { step, rate, weightDecay }: AdamStep,
): void {
  const { beta1, beta2, epsilon } = ADAM;
  first.assign(tf.add(tf.mul(first, beta1), tf.mul(gradient, 1 - beta1)));
  second.assign(tf.add(tf.mul(second, beta2), tf.mul(tf.square(gradient), 1 - beta2)));
  const unbiased = tf.div(
    tf.div(first, 1 - beta1 ** step),
    tf.add(tf.sqrt(tf.div(second, 1 - beta2 ** step)), epsilon),
  );
  const decay = variable.rank > 1 ? weightDecay : 0;
  variable.assign(tf.sub(tf.mul(variable, 1 - rate * decay), tf.mul(unbiased, rate)));
}

/** Rises over the first tenth, falls along a cosine to nothing. */
function schedule(step: number, total: number): number {
  const share = (step + 1) / total;
  return share < WARM_UP ? share / WARM_UP : (1 + Math.cos((Math.PI * (share - WARM_UP)) / (1 - WARM_UP))) / 2;
}

/** The network as trained so far. */
interface TrainedNetwork {
  readonly variables: readonly tf.Tensor[];
  readonly statistics: InputStatistics;
}

function heldOutTerms(
  rows: EncoderRows,
  { variables, statistics }: TrainedNetwork,
  loss: EncoderLoss,
  options: TrainEncoderOptions,
): EpochRecord['heldOut'] {
  const sums: Partial<Record<keyof EncoderLossWeights, number>> = {};
  const steps = Math.floor(options.heldOut / options.batch);
  for (let s = 0; s < steps; s++) {
    const from = rows.count - options.heldOut + s * options.batch;
    const indices = Array.from({ length: options.batch }, (_, i) => from + i);
    tf.tidy(() => {
      const { inputs, batch } = readBatch(rows, indices, statistics);
      const { terms } = loss.evaluate(forward(variables, inputs), batch);
      for (const [name, term] of Object.entries(terms) as [keyof EncoderLossWeights, tf.Scalar][])
        sums[name] = (sums[name] ?? 0) + term.dataSync()[0] / steps;
    });
  }
  return sums as EpochRecord['heldOut'];
}

function randomMatrix(inputs: number, outputs: number, scale: number, random: Random): tf.Tensor2D {
  return tf.tensor2d(
    Float32Array.from({ length: inputs * outputs }, () => scale * random.normal()),
    [inputs, outputs],
  );
}

function shuffle(values: number[], random: Random): void {
  for (let i = values.length - 1; i > 0; i--) {
    const j = Math.floor((i + 1) * random.uniform());
    [values[i], values[j]] = [values[j], values[i]];
  }
}
