import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadFaceTopology } from '../../../src/capture/detection/face-topology.ts';
import { codeLength } from '../../../src/deca/codes.ts';
import { createMorphableDecoder } from '../../../src/deca/decode/morphable-decoder.ts';
import { outputLength } from '../../../src/deca/network/encoder-weights.ts';
import { loadFeatureNetwork } from '../../../src/deca/network/feature-network.ts';
import { chooseLocalLandmarks } from '../../../src/deca/network/local-landmarks.ts';
import { DEFAULT_AUGMENTATIONS } from '../../../src/deca/training/augmentation/augmentation-names.ts';
import { regressShape } from '../../../src/deca/training/closed-form/shape-regression.ts';
import { inputStatistics } from '../../../src/deca/training/encoder-batch.ts';
import { type EncoderRows, readEncoderRows } from '../../../src/deca/training/encoder-rows.ts';
import { digestOf } from '../../../src/deca/training/features/stored-features.ts';
import { takeFeatures } from '../../../src/deca/training/features/take-features.ts';
import {
  createEncoderLoss,
  ENCODER_LOSS_WEIGHTS,
  type EncoderLoss,
} from '../../../src/deca/training/losses/encoder-losses.ts';
import { calibratedShape } from '../../../src/deca/training/make-encoder.ts';

import { startTfjs, tf } from '../../../src/deca/training/tfjs-backend.ts';
import { product } from '../../../src/deca/training/tfjs-product.ts';
import { type TrainedEncoder, type TrainingWatch, trainEncoder } from '../../../src/deca/training/train-encoder.ts';
import {
  LEARNING_RATES,
  TRAIN_ENCODER_DEFAULTS,
  type TrainEncoderOptions,
} from '../../../src/deca/training/train-encoder-options.ts';
import { renderTrainingSet } from '../../../src/deca/training/training-set.ts';
import { createRandom } from '../../../src/geometry/random.ts';
import { embeddedPoints } from '../../../src/head/head-model.ts';
import { loadPeoplesHead } from '../../../src/head/load-head.ts';
import { OPTIMIZER_NAMES } from '../../../src/optimizers/optimizer.ts';
import { expectClose } from '../../helpers/close.ts';
import { temporaryFolder } from '../../helpers/run-cli.ts';

const head = loadPeoplesHead();
const decoder = createMorphableDecoder(head);
const FIRST_COLUMNS = 24;
const codeCount = codeLength(decoder.sizes);
const template = embeddedPoints(head.embeddings.mediapipe468, head.template);
const random = createRandom(4);
const matrix = (rows: number, columns: number, scale: number) =>
  tf.tensor2d(
    Float32Array.from({ length: rows * columns }, () => scale * random.normal()),
    [rows, columns],
  );

let loss: EncoderLoss;

beforeAll(async () => {
  await startTfjs();
  loss = createEncoderLoss(decoder, ENCODER_LOSS_WEIGHTS);
});

describe('the loss of the encoder', () => {
  it('has the gradients that differences have', () => {
    // Without the confidence, whose gradient on the shape is stopped on purpose.
    const { landmarks, evaluate } = createEncoderLoss(decoder, { ...ENCODER_LOSS_WEIGHTS, confidence: 0 });
    const batch = {
      base: tf.tensor2d([0.1, 0.2, -0.1, 0.01, 2, -3, -0.2, 0.3, 0.05, 0.009, -1, 4], [2, 6]),
      codes: matrix(2, codeCount, 0.3),
      landmarks: matrix(2, 2 * landmarks.length, 0.4),
    };
    const outputs = matrix(2, outputLength(decoder.sizes), 0.3);
    const total = (values: tf.Tensor): tf.Scalar => evaluate(values as tf.Tensor2D, batch).total;
    const gradient = tf.grad(total)(outputs);
    // Along random directions, since single entries drown in single precision.
    for (let trial = 0; trial < 5; trial++) {
      const direction = matrix(2, outputLength(decoder.sizes), 1);
      const slope = tf.sum(tf.mul(gradient, direction)).dataSync()[0];
      const h = 2e-3;
      const at = (t: number): number => total(tf.add(outputs, tf.mul(direction, t))).dataSync()[0];
      const difference = (at(h) - at(-h)) / (2 * h);
      expect(Math.abs(difference)).toBeGreaterThan(0.5);
      expect(Math.abs(slope - difference)).toBeLessThan(0.1 + 0.01 * Math.abs(difference));
    }
  });

  it('is nothing where codes and landmarks are true', () => {
    const { landmarks, evaluate } = loss;
    const codes = matrix(2, codeCount, 0.3);
    const { terms } = evaluate(tf.concat([codes, tf.zeros([2, 1])], 1) as tf.Tensor2D, {
      base: tf.zeros([2, 6]),
      codes,
      landmarks: tf.zeros([2, 2 * landmarks.length]),
    });
    for (const name of ['shape', 'expression', 'photometric', 'codes', 'confidence'] as const)
      expect(terms[name].dataSync()[0]).toBeCloseTo(0, 6);
  });

  it('multiplies matrices as tfjs does, backwards too', () => {
    const [a, b] = [matrix(3, 4, 1), matrix(4, 5, 1)];
    const ours = tf.grads((x, y) => tf.sum(tf.square(product(x as tf.Tensor2D, y as tf.Tensor2D))))([a, b]);
    const theirs = tf.grads((x, y) => tf.sum(tf.square(tf.matMul(x as tf.Tensor2D, y as tf.Tensor2D))))([a, b]);
    ours.forEach((g, k) => {
      expectClose(g.dataSync(), theirs[k].dataSync(), { rtol: 1e-4, atol: 1e-4 });
    });
  });
});

describe('training', () => {
  const options: TrainEncoderOptions = {
    ...TRAIN_ENCODER_DEFAULTS,
    seed: 2,
    epochs: 6,
    batch: 4,
    hidden: 24,
    learningRate: 2e-3,
    heldOut: 12,
  };
  let rows: EncoderRows;
  const folder = join(temporaryFolder(), 'crops');
  const set = {
    folder,
    seed: 3,
    // Two files.
    people: 16,
    peopleOfFile: 10,
    cropsOfPerson: 2,
    augmentations: DEFAULT_AUGMENTATIONS,
    alignment: 'landmarks',
    skins: null,
    processes: 2,
  } as const;

  beforeAll(async () => {
    const shards = await renderTrainingSet(set, () => {});
    expect(shards).toHaveLength(2);
    const localLandmarks = chooseLocalLandmarks(loadFaceTopology(), 12);
    const { landmarks } = loss;
    const maker = await takeFeatures(
      shards,
      { network: await loadFeatureNetwork(localLandmarks), localLandmarks, template },
      { processes: 1, onShard: () => {} },
    );
    rows = await readEncoderRows(shards, maker, { codeCount, landmarks });
  }, 120_000);

  it('goes on from crops that are rendered already', async () => {
    let rendered = 0;
    await renderTrainingSet(set, () => rendered++);
    expect(rendered).toBe(0);
  });

  let whole: Promise<TrainedEncoder> | undefined;
  const train = (given: Partial<TrainEncoderOptions>, watch: Partial<TrainingWatch> = {}) =>
    trainEncoder(
      rows,
      { sizes: decoder.sizes, loss },
      { ...options, ...given },
      { checkpoint: null, onEpoch: () => {}, onResume: () => {}, ...watch },
    );
  /** By the options as they are; several tests ask for it. */
  const trainedWhole = (): Promise<TrainedEncoder> => {
    whole ??= train({});
    return whole;
  };
  const lossesOf = ({ curve }: TrainedEncoder): number[] => curve.map(({ trainLoss }) => trainLoss);
  /** Of all weights: a difference of millions of numbers would take minutes to print. */
  const layersOf = ({ layers }: TrainedEncoder): string =>
    digestOf(layers.flatMap(({ weights, bias }) => [weights, bias]));

  it('lowers the loss, the same seed gives the same weights, and no tensor is left', async () => {
    const before = tf.memory().numTensors;
    const told: number[] = [];
    const first = await train({}, { onEpoch: (_, left) => told.push(left) });
    const losses = lossesOf(first);
    expect(losses[5]).toBeLessThan(0.7 * losses[0]);
    expect(layersOf(await trainedWhole())).toEqual(layersOf(first));
    expect(layersOf(await train({ seed: 3 }))).not.toEqual(layersOf(first));
    expect(tf.memory().numTensors).toBe(before);
    expect(told).toHaveLength(6);
    expect(told[0]).toBeGreaterThan(told[4]);
    expect(told[5]).toBe(0);
  }, 120_000);

  it.each(OPTIMIZER_NAMES)(
    '%s lowers the loss at its own rate',
    async (optimizer) => {
      const losses = lossesOf(await train({ optimizer, learningRate: LEARNING_RATES[optimizer] }));
      expect(losses[5]).toBeLessThan(0.9 * losses[0]);
    },
    60_000,
  );

  it('goes by its schedule, by the longest gradient and by regularisation', async () => {
    const first = async (given: Partial<TrainEncoderOptions>) => lossesOf(await train({ ...given, epochs: 1 }))[0];
    const all = [
      await first({}),
      await first({ schedule: 'constant' }),
      await first({ schedule: 'step', optimizer: 'sgd', learningRate: 1e-5 }),
      await first({ schedule: 'constant', optimizer: 'sgd', learningRate: 1e-5 }),
      await first({ maxNorm: 1 }),
      await first({ regularization: [{ name: 'l2', weight: 0.1 }] }),
    ];
    expect(new Set(all).size).toBe(all.length);
  }, 60_000);

  it('goes on where it was broken off, to the same bits', async () => {
    const { seed, batch } = options;
    const path = join(temporaryFolder(), 'encoder.checkpoint');
    // Fewer steps than an epoch has, so that one breaks off within it.
    const place = { path, every: 4, settings: { seed, batch } };
    const broken = train(
      {},
      {
        checkpoint: { ...place, resume: false },
        onEpoch: ({ epoch }) => {
          if (epoch === 3) throw new Error('stop');
        },
      },
    );
    await expect(broken).rejects.toThrow('stop');
    const resumed: number[] = [];
    const rest = await train({}, { checkpoint: { ...place, resume: true }, onResume: (steps) => resumed.push(steps) });
    expect(resumed).toEqual([12]);
    const unbroken = await trainedWhole();
    expect(layersOf(rest)).toEqual(layersOf(unbroken));
    expect(lossesOf(rest)).toEqual(lossesOf(unbroken));
    expect(rest.curve.map(({ heldOut }) => heldOut)).toEqual(unbroken.curve.map(({ heldOut }) => heldOut));
  }, 120_000);

  it('is refused where the loss leaves all bounds', async () => {
    const error = train({ optimizer: 'sgd', learningRate: 1e6 });
    await expect(error).rejects.toMatchObject({
      kind: 'diverged',
      message: expect.stringMatching(/must stay finite; received (NaN|Infinity) at step \d+/),
    });
  });

  it('has a shape map that is calibrated on people apart', async () => {
    const before = tf.memory().numTensors;
    const samples = { rows, statistics: inputStatistics(rows, options), shapeCount: decoder.sizes.shape };
    // Some columns of the first map are as good as all: each is found by itself, and takes its time.
    const first = await regressShape({ ...samples, shapeCount: FIRST_COLUMNS, heldOut: options.heldOut });
    expect(first).toMatchObject({ inputs: rows.inputCount, outputs: FIRST_COLUMNS });
    const { layer, record } = await calibratedShape(decoder, samples, first, options.heldOut);
    expect(layer).toMatchObject({ inputs: rows.inputCount, outputs: decoder.sizes.shape });
    expect([...layer.weights, ...layer.bias].every(Number.isFinite)).toBe(true);
    expect(layer.weights.some((w) => w !== 0)).toBe(true);
    expect(record.errorMm).toBeLessThan(1.5 * record.meanShapeErrorMm);
    expect(tf.memory().numTensors).toBe(before);
  }, 120_000);

  it('reads features that were taken before, and processes take the same', async () => {
    const localLandmarks = chooseLocalLandmarks(loadFaceTopology(), 12);
    const network = await loadFeatureNetwork(localLandmarks);
    const features = () => Promise.reject(new Error('features must not be taken again'));
    const shards = await renderTrainingSet(set, () => {});
    const again = async (processes: number, from: typeof network) => {
      let taken = 0;
      const work = { processes, onShard: () => taken++ };
      const maker = await takeFeatures(shards, { network: from, localLandmarks, template }, work);
      return { taken, rows: await readEncoderRows(shards, maker, { codeCount, landmarks: loss.landmarks }) };
    };
    const kept = await again(1, { ...network, features });
    expect(kept.taken).toBe(0);
    expect(isDeepStrictEqual(kept.rows, rows)).toBe(true);
    for (const name of readdirSync(folder).filter((file) => file.endsWith('.rows'))) rmSync(join(folder, name));
    const fresh = await again(2, network);
    expect(fresh.taken).toBe(shards.length);
    expect(isDeepStrictEqual(fresh.rows, rows)).toBe(true);
  });
});
