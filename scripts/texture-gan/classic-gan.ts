/**
 * The GAN as it is taught: `npm run example:gan -- FOLDER`. Dense generator and discriminator on 28 x 28 grey pictures,
 * Adam at 0.0002 with b1 = 0.5. The pictures are eyes, noses and mouths of skins that the albedo model paints: nothing is
 * downloaded. Leaves sheets of samples from the same noise as training goes on, and one of the pictures learnt from.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { type StepRule, takeStep } from '../../src/deca/training/run/take-step.ts';
import { createVariables, type InitialTensor, initialState } from '../../src/deca/training/run/training-state.ts';
import { startTfjs, tf } from '../../src/deca/training/tfjs-backend.ts';
import { product } from '../../src/deca/training/tfjs-product.ts';
import { type Random, randomStream } from '../../src/geometry/random.ts';
import { adam } from '../../src/optimizers/adam.ts';
import { featurePatches, PATCH } from './feature-patches.ts';

const STEPS = 2000;
const BATCH = 32;
const NOISE = 64;
const PIXELS = PATCH * PATCH;
const GENERATOR = [NOISE, 128, 256, PIXELS];
const DISCRIMINATOR = [PIXELS, 256, 128, 1];
const LEAK = 0.2;
/** Real pictures are called 0.9, so that the discriminator stays unsure (one-sided label smoothing). */
const REAL = 0.9;
const SHEETS = [0, 500, 1000, STEPS];
const SIDE = 8;

const out = process.argv[2] ?? 'out/classic-gan';
mkdirSync(out, { recursive: true });
await startTfjs();
const patches = featurePatches(randomStream(1, 1), 600);
await drawSheet(patches.slice(0, SIDE * SIDE), 'pictures');

const rule: StepRule = {
  optimizer: adam({ decayRate1: 0.5, decayRate2: 0.999, epsilon: 1e-8 }),
  learningRate: 2e-4,
  schedule: () => 1,
  steps: STEPS,
  maxNorm: null,
};
const layers = { maker: denseLayers(GENERATOR, 2), critic: denseLayers(DISCRIMINATOR, 3) };
let [maker, critic] = [initialState(layers.maker, rule.optimizer), initialState(layers.critic, rule.optimizer)];
const generator = createVariables(
  layers.maker.map(({ shape }) => shape),
  maker.parameters,
);
const discriminator = createVariables(
  layers.critic.map(({ shape }) => shape),
  critic.parameters,
);
const shown = noise(randomStream(1, 4), SIDE * SIDE);
for (let step = 0; step <= STEPS; step++) {
  if (SHEETS.includes(step)) await drawSamples(step);
  if (step === STEPS) break;
  const random = randomStream(1, 5, step);
  const real = Array.from({ length: BATCH }, () => patches[Math.floor(patches.length * random.uniform())]);
  const z = noise(random, BATCH);
  const judged = await takeStep(discriminator, critic, rule, () => {
    const made = tf.tidy(() => generate(tf.tensor2d(z, [BATCH, NOISE])));
    const pictures = tf.tensor2d(Float32Array.from(real.flatMap((patch) => Array.from(patch))), [BATCH, PIXELS]);
    return tf.add(crossEntropy(judge(pictures), REAL), crossEntropy(judge(made), 0)) as tf.Scalar;
  });
  critic = judged.state;
  const taken = await takeStep(generator, maker, rule, () =>
    crossEntropy(judge(generate(tf.tensor2d(z, [BATCH, NOISE]))), 1),
  );
  maker = taken.state;
  if ((step + 1) % 500 === 0)
    console.log(`step ${step + 1}: discriminator ${judged.loss.toFixed(3)}, generator ${taken.loss.toFixed(3)}`);
}
console.log(`sheets: ${out}`);

function denseLayers(widths: readonly number[], stream: number): InitialTensor[] {
  const random = randomStream(1, stream);
  return widths.slice(1).flatMap((outputs, k) => {
    const deviation = Math.sqrt(2 / (widths[k] + outputs));
    const values = Float32Array.from({ length: widths[k] * outputs }, () => deviation * random.normal());
    return [
      { shape: [widths[k], outputs], values },
      { shape: [outputs], values: new Float32Array(outputs) },
    ];
  });
}

function dense(tensors: readonly tf.Tensor[], x: tf.Tensor2D): tf.Tensor2D {
  let values = x;
  for (let k = 0; k < tensors.length; k += 2) {
    values = tf.add(product(values, tensors[k] as tf.Tensor2D), tensors[k + 1]);
    if (k < tensors.length - 2) values = tf.leakyRelu(values, LEAK);
  }
  return values;
}

function generate(z: tf.Tensor2D): tf.Tensor2D {
  return tf.tanh(dense(generator, z));
}

/** Scores before the logistic function. */
function judge(pictures: tf.Tensor2D): tf.Tensor2D {
  return dense(discriminator, pictures);
}

/** Of logits x and a label y: max(x, 0) - x y + log(1 + exp(-|x|)), which does not overflow. */
function crossEntropy(x: tf.Tensor2D, label: number): tf.Scalar {
  const soft = tf.log(tf.add(1, tf.exp(tf.neg(tf.abs(x)))));
  return tf.mean(tf.add(tf.sub(tf.relu(x), tf.mul(x, label)), soft)) as tf.Scalar;
}

function noise(random: Random, count: number): Float32Array {
  return Float32Array.from({ length: count * NOISE }, () => random.normal());
}

async function drawSamples(step: number): Promise<void> {
  const made = generate(tf.tensor2d(shown, [SIDE * SIDE, NOISE]));
  const values = (await made.data()) as Float32Array;
  await drawSheet(
    Array.from({ length: SIDE * SIDE }, (_, k) => values.slice(k * PIXELS, (k + 1) * PIXELS)),
    `step-${step}`,
  );
}

/** @param pictures values in -1..1 */
async function drawSheet(pictures: readonly Float32Array[], name: string): Promise<void> {
  const side = SIDE * PATCH;
  const data = Buffer.alloc(side * side);
  pictures.forEach((picture, k) => {
    for (let i = 0; i < PIXELS; i++) {
      const x = (k % SIDE) * PATCH + (i % PATCH);
      const y = Math.floor(k / SIDE) * PATCH + Math.floor(i / PATCH);
      data[y * side + x] = 127.5 * (1 + Math.max(-1, Math.min(1, picture[i])));
    }
  });
  await sharp(data, { raw: { width: side, height: side, channels: 1 } })
    .resize(2 * side, 2 * side, { kernel: 'nearest' })
    .png()
    .toFile(join(out, `${name}.png`));
}
