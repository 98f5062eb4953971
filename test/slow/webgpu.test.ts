import { describe, expect, it } from 'vitest';
import { codeLength } from '../../src/deca/codes.ts';
import { createMorphableDecoder } from '../../src/deca/decode/morphable-decoder.ts';
import { outputLength } from '../../src/deca/network/encoder-weights.ts';
import { encoderShapes, forward, initialEncoder, type LayerWidths } from '../../src/deca/training/encoder-network.ts';
import { createEncoderLoss, ENCODER_LOSS_WEIGHTS } from '../../src/deca/training/losses/encoder-losses.ts';
import { takeStep } from '../../src/deca/training/run/take-step.ts';
import { createVariables, type InitialTensor, initialState } from '../../src/deca/training/run/training-state.ts';
import { startTfjs, tf } from '../../src/deca/training/tfjs-backend.ts';
import type { BackendName } from '../../src/deca/training/training-packages.ts';
import { createRandom } from '../../src/geometry/random.ts';
import { loadPeoplesHead } from '../../src/head/load-head.ts';
import { sgd } from '../../src/optimizers/sgd.ts';
import { CROP, CROP_LENGTH, CROP_PLANES } from '../../src/texture-gan/data/chart-crops.ts';
import { DISCRIMINATOR, spectralDirections } from '../../src/texture-gan/network/discriminator.ts';
import { GENERATOR } from '../../src/texture-gan/network/generator.ts';
import { initialLayers } from '../../src/texture-gan/network/layers.ts';
import { TEXTURE_GAN_DEFAULTS } from '../../src/texture-gan/training/gan-options.ts';
import { criticLoss, makerLoss } from '../../src/texture-gan/training/gan-step.ts';

/** Why there is no GPU to compare with; null: there is one. */
async function lacking(): Promise<string | null> {
  try {
    await startTfjs('webgpu');
    return null;
  } catch (error) {
    return error instanceof Error && error.name === 'AsmFitError' ? 'no GPU is found' : 'npm install webgpu';
  }
}
const lack = await lacking();
const named = (what: string): string => (lack === null ? what : `${what} (skipped: ${lack})`);

/** The longest step that plain descent knows: its parameters are the gradient's opposite. */
const RULE = { optimizer: sgd(0), learningRate: 1, schedule: () => 1, steps: 1, maxNorm: null };

/** Loss and parameters after one step on a back end. */
async function stepOn(
  backend: BackendName,
  tensors: readonly InitialTensor[],
  lossOf: (variables: readonly tf.Variable[]) => () => tf.Scalar,
) {
  await startTfjs(backend);
  const state = initialState(tensors, RULE.optimizer);
  const variables = createVariables(
    tensors.map(({ shape }) => shape),
    state.parameters,
  );
  const taken = await takeStep(variables, state, RULE, lossOf(variables));
  tf.dispose(variables);
  return { loss: taken.loss, gradient: state.parameters.map((x, i) => x - taken.state.parameters[i]) };
}

/** |a - b| / |b| */
function apart(a: Float32Array, b: Float32Array): number {
  const norm = (of: (i: number) => number): number => Math.sqrt(b.reduce((sum, _, i) => sum + of(i) ** 2, 0));
  return norm((i) => a[i] - b[i]) / norm((i) => b[i]);
}

async function expectAgreement(
  tensors: readonly InitialTensor[],
  lossOf: (variables: readonly tf.Variable[]) => () => tf.Scalar,
): Promise<void> {
  const ours = await stepOn('wasm', tensors, lossOf);
  const gpus = await stepOn('webgpu', tensors, lossOf);
  // Single precision, sums in another order, sines to 2^-11 (all that Vulkan promises).
  expect(Math.abs(gpus.loss / ours.loss - 1)).toBeLessThan(1e-3);
  expect(ours.gradient.some((x) => Math.abs(x) > 1e-3)).toBe(true);
  expect(apart(gpus.gradient, ours.gradient)).toBeLessThan(5e-3);
}

describe('a step on a GPU is that of WebAssembly', () => {
  const random = createRandom(6);
  const batch = 2;
  const values = Float32Array.from({ length: batch * CROP_LENGTH }, (_, i) =>
    i % CROP_PLANES === CROP_PLANES - 1 || i % CROP_PLANES === 3 ? random.uniform() : 0.3 * random.normal(),
  );
  const [maker, critic] = [initialLayers(GENERATOR, random), initialLayers(DISCRIMINATOR, random)];
  const directions = spectralDirections(initialState(critic, RULE.optimizer).parameters);
  const crops = (): tf.Tensor4D => tf.tensor4d(values, [batch, CROP, CROP, CROP_PLANES]);
  const constants = (tensors: readonly InitialTensor[]): tf.Tensor[] =>
    tensors.map(({ shape, values: own }) => tf.tensor(own, [...shape]));

  it.skipIf(lack !== null)(named('generator'), async () => {
    await expectAgreement(maker, (generator) => () => {
      const networks = { generator, discriminator: constants(critic) };
      return makerLoss(networks, directions, crops(), TEXTURE_GAN_DEFAULTS.weights);
    });
  });

  it.skipIf(lack !== null)(named('discriminator'), async () => {
    await expectAgreement(
      critic,
      (discriminator) => () => criticLoss({ generator: constants(maker), discriminator }, directions, crops()),
    );
  });

  it.skipIf(lack !== null)(named('encoder'), async () => {
    const decoder = createMorphableDecoder(loadPeoplesHead());
    const { sizes } = decoder;
    const [rows, inputs] = [4, 30];
    const widths: LayerWidths = [inputs, 16, 16, 16, outputLength(sizes)];
    const normals = (count: number, scale: number): Float32Array =>
      Float32Array.from({ length: count }, () => scale * random.normal());
    const seen = normals(rows * inputs, 1);
    const codes = normals(rows * codeLength(sizes), 0.3);
    const base = Float32Array.from({ length: 6 * rows }, (_, i) => [0.1, 0.2, -0.1, 0.01, 2, -3][i % 6]);
    const start = initialEncoder(widths, 3);
    expect(start.map(({ shape }) => shape)).toEqual(encoderShapes(widths));
    await expectAgreement(start, (variables) => {
      const { landmarks, evaluate } = createEncoderLoss(decoder, ENCODER_LOSS_WEIGHTS);
      const places = normals(2 * rows * landmarks.length, 0).fill(0.1);
      return () =>
        evaluate(forward(variables, tf.tensor2d(seen, [rows, inputs])), {
          base: tf.tensor2d(base, [rows, 6]),
          codes: tf.tensor2d(codes, [rows, codeLength(sizes)]),
          landmarks: tf.tensor2d(places, [rows, 2 * landmarks.length]),
        }).total;
    });
  });
});
