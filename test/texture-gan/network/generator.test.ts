import { beforeAll, expect, it } from 'vitest';
import { startTfjs, tf } from '../../../src/deca/training/tfjs-backend.ts';
import { createRandom } from '../../../src/geometry/random.ts';
import { PLANE_COUNT } from '../../../src/render/texture/completion/completion-planes.ts';
import { GENERATOR, generate } from '../../../src/texture-gan/network/generator.ts';
import { initialLayers } from '../../../src/texture-gan/network/layers.ts';

beforeAll(() => startTfjs());

const SIZE = 160;
/** Of the border, where means are over fewer texels. */
const MARGIN = 16;

it('treats the four texels of a block alike: no lattice, whatever the weights', () => {
  const random = createRandom(5);
  const texels = Float32Array.from({ length: SIZE * SIZE * PLANE_COUNT }, () => random.normal());
  const tensors = initialLayers(GENERATOR, random).map(({ shape, values }) => tf.tensor(values, [...shape]));
  const change = generate(tensors, tf.tensor4d(texels, [1, SIZE, SIZE, PLANE_COUNT])).dataSync();
  const sums = [0, 0, 0, 0];
  const squares = [0, 0, 0, 0];
  for (let y = MARGIN; y < SIZE - MARGIN; y++)
    for (let x = MARGIN; x < SIZE - MARGIN; x++) {
      const value = change[3 * (y * SIZE + x)];
      sums[2 * (y % 2) + (x % 2)] += value;
      squares[2 * (y % 2) + (x % 2)] += value ** 2;
    }
  const count = ((SIZE - 2 * MARGIN) / 2) ** 2;
  const deviation = Math.sqrt(squares.reduce((sum, x) => sum + x, 0) / (4 * count));
  // Samples scatter by a sixtieth of the deviation.
  for (const sum of sums) expect(Math.abs(sum / count)).toBeLessThan(0.1 * deviation);
  for (const sum of squares) expect(Math.abs(Math.sqrt(sum / count) / deviation - 1)).toBeLessThan(0.05);
});

it('learns nothing of tones, which it does not say, along the borders of crops either', () => {
  const random = createRandom(6);
  const [size, count] = [32, 2];
  const normal = (length: number): Float32Array => Float32Array.from({ length }, () => random.normal());
  const texels = tf.tensor4d(normal(count * size * size * PLANE_COUNT), [count, size, size, PLANE_COUNT]);
  const wanted = tf.tensor4d(normal(count * size * size * 3), [count, size, size, 3]);
  const tensors = initialLayers(GENERATOR, random).map(({ shape, values }) => tf.tensor(values, [...shape]));
  const last = tensors.length - 1;
  const gradient = (k: number): number => {
    const loss = (tensor: tf.Tensor): tf.Scalar => {
      const others = tensors.map((own, j) => (j === k ? tensor : own));
      return tf.mean(tf.abs(tf.sub(generate(others, texels), wanted))) as tf.Scalar;
    };
    return tf.norm(tf.grad(loss)(tensors[k])).dataSync()[0];
  };
  expect(gradient(last - 1)).toBeGreaterThan(1e-2);
  expect(gradient(last)).toBeLessThan(1e-6);
});
