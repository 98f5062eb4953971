import { beforeAll, describe, expect, it } from 'vitest';
import { codeLength } from '../../../../src/deca/codes.ts';
import { regularizationLoss } from '../../../../src/deca/training/losses/regularization.ts';
import {
  REGULARIZATION_NAMES,
  type RegularizationName,
} from '../../../../src/deca/training/losses/regularization-terms.ts';
import { startTfjs, tf } from '../../../../src/deca/training/tfjs-backend.ts';
import { createRandom } from '../../../../src/geometry/random.ts';

const sizes = { shape: 3, albedo: 2, expression: 4 };
const CODES = codeLength(sizes);
const LIGHT = CODES - 27;

beforeAll(async () => {
  await startTfjs();
});

describe('regularisation by name', () => {
  const random = createRandom(3);
  const numbers = (count: number): number[] => Array.from({ length: count }, () => random.normal());
  const weights = [numbers(6), numbers(4)];
  const outputs = numbers(2 * (CODES + 1));
  const row = (b: number): number[] => outputs.slice(b * (CODES + 1), (b + 1) * (CODES + 1));
  const square = (values: readonly number[]): number => values.reduce((sum, x) => sum + x * x, 0);
  const perRow = (of: (values: readonly number[]) => number): number => (of(row(0)) + of(row(1))) / 2;

  /** The formulas, number by number. */
  const expected: Readonly<Record<RegularizationName, number>> = {
    l2: square(weights.flat()) / 2,
    l1: weights.flat().reduce((sum, w) => sum + Math.abs(w), 0),
    'code-prior': perRow((values) => square(values.slice(0, 3 + 2 + 4))),
    'grey-light': perRow((values) => {
      let sum = 0;
      for (let k = 0; k < 9; k++) {
        const rgb = values.slice(LIGHT + 3 * k, LIGHT + 3 * k + 3);
        const grey = (rgb[0] + rgb[1] + rgb[2]) / 3;
        sum += square(rgb.map((x) => x - grey));
      }
      return sum;
    }),
  };
  const regularized = () => ({
    variables: [tf.tensor2d(weights[0], [2, 3]), tf.tensor1d(numbers(3)), tf.tensor2d(weights[1], [2, 2])],
    outputs: tf.tensor2d(outputs, [2, CODES + 1]),
  });

  it.each(REGULARIZATION_NAMES)('%s is its formula, biases left out', (name) => {
    const loss = regularizationLoss([{ name, weight: 0.25 }], regularized(), sizes);
    expect(loss.dataSync()[0]).toBeCloseTo(0.25 * expected[name], 4);
  });

  it('is the sum of its terms, and nothing without', () => {
    const terms = REGULARIZATION_NAMES.map((name, k) => ({ name, weight: 0.1 * (k + 1) }));
    const sum = terms.reduce((all, { name, weight }) => all + weight * expected[name], 0);
    expect(regularizationLoss(terms, regularized(), sizes).dataSync()[0]).toBeCloseTo(sum, 3);
    expect(regularizationLoss([], regularized(), sizes).dataSync()[0]).toBe(0);
  });

  it.each([
    ['l2', 0],
    ['l1', 0],
    ['code-prior', 1],
    ['grey-light', 1],
  ] as const)('%s has the gradient that differences have', (name, which) => {
    const { variables, outputs: said } = regularized();
    const at = [variables[0], said][which];
    const loss = (x: tf.Tensor): tf.Scalar =>
      regularizationLoss(
        [{ name, weight: 1 }],
        which === 0 ? { variables: [x], outputs: said } : { variables, outputs: x as tf.Tensor2D },
        sizes,
      );
    const direction = tf.tensor(numbers(at.size), at.shape);
    const slope = tf.sum(tf.mul(tf.grad(loss)(at), direction)).dataSync()[0];
    const value = (t: number): number => loss(tf.add(at, tf.mul(direction, t))).dataSync()[0];
    const difference = (value(1e-3) - value(-1e-3)) / 2e-3;
    expect(Math.abs(difference)).toBeGreaterThan(0.1);
    expect(Math.abs(slope - difference)).toBeLessThan(0.02 + 0.01 * Math.abs(difference));
  });
});
