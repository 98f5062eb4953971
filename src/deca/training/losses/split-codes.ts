import { type CodeSizes, codeLength } from '../../codes.ts';
import { tf } from '../tfjs-backend.ts';

/** Code vectors by what they say [B, ..] each. */
export interface SplitCodes {
  readonly shape: tf.Tensor2D;
  readonly albedo: tf.Tensor2D;
  readonly expression: tf.Tensor2D;
  readonly headPose: tf.Tensor2D;
  readonly jawPose: tf.Tensor2D;
  readonly camera: tf.Tensor2D;
  readonly light: tf.Tensor2D;
  readonly logVariance: tf.Tensor2D;
}

/** @param vectors true codes [B, C], or a network's answers with the logarithm of its variance [B, C + 1] */
export function splitCodes(vectors: tf.Tensor2D, sizes: CodeSizes): SplitCodes {
  let at = 0;
  const take = (count: number): tf.Tensor2D => {
    const part = tf.slice(vectors, [0, at], [-1, count]);
    at += count;
    return part;
  };
  return {
    shape: take(sizes.shape),
    albedo: take(sizes.albedo),
    expression: take(sizes.expression),
    headPose: take(3),
    jawPose: take(3),
    camera: take(3),
    light: take(27),
    logVariance: vectors.shape[1] > codeLength(sizes) ? take(1) : tf.zeros([vectors.shape[0], 1]),
  };
}
