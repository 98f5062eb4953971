import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadFaceTopology } from '../../../src/capture/detection/face-topology.ts';
import { codeLength } from '../../../src/deca/codes.ts';
import { createMorphableDecoder } from '../../../src/deca/decode/morphable-decoder.ts';
import { outputLength } from '../../../src/deca/network/encoder-weights.ts';
import { loadFeatureNetwork } from '../../../src/deca/network/feature-network.ts';
import { chooseLocalLandmarks } from '../../../src/deca/network/local-landmarks.ts';
import { type EncoderRows, loadEncoderRows } from '../../../src/deca/training/encoder-rows.ts';
import { createEncoderLoss, ENCODER_LOSS_WEIGHTS } from '../../../src/deca/training/losses/encoder-losses.ts';
import { loadShapePrior } from '../../../src/deca/training/shape-prior.ts';
import { startTfjs, tf } from '../../../src/deca/training/tfjs-backend.ts';
import { product } from '../../../src/deca/training/tfjs-product.ts';
import { type EpochRecord, trainEncoder } from '../../../src/deca/training/train-encoder.ts';
import { renderTrainingSet } from '../../../src/deca/training/training-set.ts';
import { createRandom } from '../../../src/geometry/random.ts';
import { loadBundledHead } from '../../../src/head/bundled/bundled-head.ts';
import { embeddedPoints } from '../../../src/head/head-model.ts';
import { expectClose } from '../../helpers/close.ts';
import { temporaryFolder } from '../../helpers/run-cli.ts';

const head = loadBundledHead();
const decoder = createMorphableDecoder(head);
const codeCount = codeLength(decoder.sizes);
const template = embeddedPoints(head.embeddings.mediapipe468, head.template);
const random = createRandom(4);
const matrix = (rows: number, columns: number, scale: number) =>
  tf.tensor2d(
    Float32Array.from({ length: rows * columns }, () => scale * random.normal()),
    [rows, columns],
  );

beforeAll(async () => {
  await startTfjs();
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
    const { landmarks, evaluate } = createEncoderLoss(decoder, ENCODER_LOSS_WEIGHTS);
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
  const options = {
    seed: 2,
    epochs: 6,
    batch: 8,
    hidden: 24,
    learningRate: 2e-3,
    weightDecay: 0.02,
    dropout: 0.05,
    heldOut: 16,
  };
  let rows: EncoderRows;
  const folder = join(temporaryFolder(), 'crops');
  const set = { folder, seed: 3, people: 40, cropsOfPerson: 2, processes: 2 };

  beforeAll(async () => {
    const shards = await renderTrainingSet(set, () => {});
    const localLandmarks = chooseLocalLandmarks(loadFaceTopology(), 12);
    const { landmarks } = createEncoderLoss(decoder, ENCODER_LOSS_WEIGHTS);
    rows = await loadEncoderRows(
      shards,
      { network: await loadFeatureNetwork(localLandmarks), localLandmarks, template },
      { codeCount, landmarks },
      () => {},
    );
  }, 120_000);

  it('goes on from crops that are rendered already', async () => {
    let rendered = 0;
    await renderTrainingSet(set, () => rendered++);
    expect(rendered).toBe(0);
  });

  it('lowers the loss, and the same seed gives the same weights', async () => {
    const run = async () => {
      const curve: EpochRecord[] = [];
      const prior = loadShapePrior(decoder.sizes.shape);
      const weights = await trainEncoder(rows, { decoder, template, prior }, options, (record) => curve.push(record));
      return { curve, weights };
    };
    const [first, second] = [await run(), await run()];
    const losses = first.curve.map(({ trainLoss }) => trainLoss);
    expect(losses[5]).toBeLessThan(0.7 * losses[0]);
    expect(first.weights.layers.map(({ weights }) => weights)).toEqual(
      second.weights.layers.map(({ weights }) => weights),
    );
    expect(first.weights.shape.weights).toEqual(second.weights.shape.weights);
    expect(first.weights.shape.weights.every(Number.isFinite)).toBe(true);
  }, 120_000);
});
