import type { CodeSizes } from '../../codes.ts';
import { tf } from '../tfjs-backend.ts';
import type { RegularizationName, RegularizationTerm } from './regularization-terms.ts';
import { splitCodes } from './split-codes.ts';

/** What a regularisation looks at. */
export interface Regularized {
  /** Matrices and biases of the network. */
  readonly variables: readonly tf.Tensor[];
  /** What it says of a batch [B, C + 1]. */
  readonly outputs: tf.Tensor2D;
}

type Regularizer = (regularized: Regularized, sizes: CodeSizes) => tf.Scalar;

const squareSum = (x: tf.Tensor): tf.Scalar => tf.sum(tf.square(x)) as tf.Scalar;
const sumOf = (terms: readonly tf.Scalar[]): tf.Scalar => terms.reduce((a, b) => tf.add(a, b) as tf.Scalar);
const matrices = ({ variables }: Regularized): tf.Tensor[] => variables.filter(({ rank }) => rank > 1);

const REGULARIZERS: Readonly<Record<RegularizationName, Regularizer>> = {
  l2: (regularized) => tf.mul(0.5, sumOf(matrices(regularized).map(squareSum))) as tf.Scalar,
  l1: (regularized) => sumOf(matrices(regularized).map((w) => tf.sum(tf.abs(w)) as tf.Scalar)),
  'code-prior': ({ outputs }, sizes) => {
    const { shape, albedo, expression } = splitCodes(outputs, sizes);
    return tf.div(sumOf([shape, albedo, expression].map(squareSum)), outputs.shape[0]) as tf.Scalar;
  },
  'grey-light': ({ outputs }, sizes) => {
    const light = tf.reshape(splitCodes(outputs, sizes).light, [-1, 9, 3]);
    return tf.div(squareSum(tf.sub(light, tf.mean(light, 2, true))), outputs.shape[0]) as tf.Scalar;
  },
};

/** Weighted sum of the terms; 0 where there are none. Formulas: {@link RegularizationName}. */
export function regularizationLoss(
  terms: readonly RegularizationTerm[],
  regularized: Regularized,
  sizes: CodeSizes,
): tf.Scalar {
  let total = tf.scalar(0);
  for (const { name, weight } of terms) total = tf.add(total, tf.mul(REGULARIZERS[name](regularized, sizes), weight));
  return total;
}
