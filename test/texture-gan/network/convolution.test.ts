import { beforeAll, describe, expect, it } from 'vitest';
import { startTfjs, tf } from '../../../src/deca/training/tfjs-backend.ts';
import { createRandom } from '../../../src/geometry/random.ts';
import {
  blocksToChannels,
  type Convolution,
  convolve,
  convolveByConstant,
  convolveConstant,
  detailAlone,
  smoothed,
  windowMeans,
} from '../../../src/texture-gan/network/convolution.ts';

beforeAll(() => startTfjs());

const X = [2, 5, 4, 3] as const;
const W = [3, 3, 3, 2] as const;
const single = (values: Float64Array, shape: readonly [number, number, number, number]): tf.Tensor4D =>
  tf.tensor4d(Float32Array.from(values), [...shape]);
const size = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** By the formula, in double precision. */
function plainConvolution(x: Float64Array, w: Float64Array): Float64Array {
  const [count, height, width, channels] = X;
  const outputs = W[3];
  const y = new Float64Array(count * height * width * outputs);
  for (let n = 0; n < count; n++)
    for (let i = 0; i < height; i++)
      for (let j = 0; j < width; j++)
        for (let k = 0; k < 3; k++)
          for (let l = 0; l < 3; l++) {
            const [row, column] = [i + k - 1, j + l - 1];
            if (row < 0 || row >= height || column < 0 || column >= width) continue;
            for (let c = 0; c < channels; c++)
              for (let o = 0; o < outputs; o++)
                y[((n * height + i) * width + j) * outputs + o] +=
                  x[((n * height + row) * width + column) * channels + c] *
                  w[((k * 3 + l) * channels + c) * outputs + o];
          }
  return y;
}

describe('a convolution with its gradients written out', () => {
  const random = createRandom(3);
  const normals = (count: number): Float64Array => Float64Array.from({ length: count }, () => random.normal());
  const [x, w] = [normals(size(X)), normals(size(W))];
  const g = normals((size(X) / X[3]) * W[3]);
  const dot = (y: Float64Array): number => y.reduce((sum, v, i) => sum + v * g[i], 0);

  it('is the formula', () => {
    const y = convolve(single(x, X), single(w, W)).dataSync();
    plainConvolution(x, w).forEach((v, i) => {
      expect(y[i]).toBeCloseTo(v, 4);
    });
  });

  it.each<[string, Convolution, boolean, boolean]>([
    ['both', convolve, true, true],
    ['the weights alone', convolveConstant, false, true],
    ['the picture alone', convolveByConstant, true, false],
  ])('has the gradients of central differences: %s', (_, convolution, ofX, ofW) => {
    const step = 1e-3;
    const central = (values: Float64Array, i: number): number => {
      const at = (h: number): number => {
        const own = values[i];
        values[i] = own + h;
        const y = dot(plainConvolution(x, w));
        values[i] = own;
        return y;
      };
      return (at(step) - at(-step)) / (2 * step);
    };
    const [px, pw] = [single(x, X), single(w, W)];
    const weighted = (y: tf.Tensor): tf.Scalar =>
      tf.sum(tf.mul(y, tf.tensor(Float32Array.from(g), y.shape))) as tf.Scalar;
    // Single precision: products of 27 numbers about 1, summed.
    if (ofX) {
      const gradient = tf
        .grad((a) => weighted(convolution(a as tf.Tensor4D, pw)))(px)
        .dataSync();
      gradient.forEach((v, i) => {
        expect(v).toBeCloseTo(central(x, i), 3);
      });
    }
    if (ofW) {
      const gradient = tf
        .grad((b) => weighted(convolution(px, b as tf.Tensor4D)))(pw)
        .dataSync();
      gradient.forEach((v, i) => {
        expect(v).toBeCloseTo(central(w, i), 3);
      });
    }
  });

  it('blocks become channels, row by row', () => {
    const [h, w, c] = [4, 6, 3];
    const picture = normals(2 * h * w * c);
    const blocks = blocksToChannels(single(picture, [2, h, w, c])).dataSync();
    expect(Array.from(blocks.subarray(0, 4 * c))).toEqual(
      [0, 1, w, w + 1].flatMap((texel) => Array.from(Float32Array.from(picture.subarray(c * texel, c * texel + c)))),
    );
  });
});

describe('means over windows', () => {
  const shape = [1, 24, 20, 2] as const;
  const random = createRandom(8);
  const normal = (): tf.Tensor4D =>
    tf.tensor4d(
      Float32Array.from({ length: size(shape) }, () => random.normal()),
      [...shape],
    );
  const dot = (a: tf.Tensor, b: tf.Tensor): number => tf.sum(tf.mul(a, b)).dataSync()[0];

  it.each<[string, (x: tf.Tensor4D) => tf.Tensor4D]>([
    ['over 3 x 5', (x) => windowMeans(x, [3, 5])],
    ['that smooth', smoothed],
    ['that leave detail', detailAlone],
  ])('have the gradients of their own linear maps, along borders too: %s', (_, map) => {
    const [g, direction] = [normal(), normal()];
    const gradient = tf.grad((x) => tf.sum(tf.mul(map(x as tf.Tensor4D), g)))(normal());
    expect(dot(gradient, direction)).toBeCloseTo(dot(map(direction), g), 3);
    const ones = tf.onesLike(direction);
    expect(dot(gradient, ones)).toBeCloseTo(dot(map(ones), g), 3);
  });

  it('count the pixels within the picture', () => {
    const means = windowMeans(tf.tensor4d([1, 2, 4, 8], [1, 2, 2, 1]), [3, 1]).dataSync();
    expect(Array.from(means)).toEqual([2.5, 5, 2.5, 5]);
  });
});
