import { tf } from './tfjs-backend.ts';

/**
 * A B with the gradients dA = dC B^T and dB = A^T dC written out: tfjs' own ask its WebAssembly back end for products of
 * transposed matrices, which that does thirty times slower than transposing them first.
 */
export function product(a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D {
  return tf.customGrad((x, y, save) => {
    const [left, right] = [x as tf.Tensor2D, y as tf.Tensor2D];
    (save as tf.GradSaveFunc)([left, right]);
    return {
      value: tf.matMul(left, right),
      gradFunc: (gradient: tf.Tensor, saved: tf.Tensor[]) => [
        tf.matMul(gradient as tf.Tensor2D, tf.transpose(saved[1]) as tf.Tensor2D),
        tf.matMul(tf.transpose(saved[0]) as tf.Tensor2D, gradient as tf.Tensor2D),
      ],
    };
  })(a, b) as tf.Tensor2D;
}

/** A B where only A is learnt. */
export function constantProduct(a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D {
  return tf.customGrad((x) => ({
    value: tf.matMul(x as tf.Tensor2D, b),
    gradFunc: (gradient: tf.Tensor) => tf.matMul(gradient as tf.Tensor2D, tf.transpose(b)),
  }))(a) as tf.Tensor2D;
}

/** A B where only B is learnt. */
export function productWithConstant(a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D {
  return tf.customGrad((y, save) => {
    (save as tf.GradSaveFunc)([a]);
    return {
      value: tf.matMul(a, y as tf.Tensor2D),
      gradFunc: (gradient: tf.Tensor, [left]: tf.Tensor[]) =>
        tf.matMul(tf.transpose(left) as tf.Tensor2D, gradient as tf.Tensor2D),
    };
  })(b) as tf.Tensor2D;
}
