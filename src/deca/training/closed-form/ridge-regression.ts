import { tf } from '../tfjs-backend.ts';

const CG_STEPS = 60;
const BLOCK = 1000;
const TINY = 1e-20;

/** Rows of a regression, read in blocks. */
export interface RidgeRows {
  readonly count: number;
  readonly inputs: number;
  readonly outputs: number;
  /** Of each row. */
  readonly ridge: number;
  /** Rows from `start` on: inputs [size, I], outputs [size, O]. */
  block(start: number, size: number): { readonly inputs: Float32Array; readonly outputs: Float32Array };
}

/**
 * W = (X^T X + ridge n)^-1 X^T Y by conjugate gradients on all columns at once.
 * @returns [I, O]
 */
export async function ridgeRegression(rows: RidgeRows): Promise<Float32Array> {
  const { count, ridge } = rows;
  let gram = tf.zeros([rows.inputs, rows.inputs]) as tf.Tensor2D;
  let moment = tf.zeros([rows.inputs, rows.outputs]) as tf.Tensor2D;
  for (let start = 0; start < count; start += BLOCK) {
    const size = Math.min(BLOCK, count - start);
    const [nextGram, nextMoment] = tf.tidy(() => {
      const { inputs, outputs } = rows.block(start, size);
      const x = tf.tensor2d(inputs, [size, rows.inputs]);
      const transposed = tf.transpose(x) as tf.Tensor2D;
      const y = tf.tensor2d(outputs, [size, rows.outputs]);
      return [
        tf.add(gram, tf.matMul(transposed, x)) as tf.Tensor2D,
        tf.add(moment, tf.matMul(transposed, y)) as tf.Tensor2D,
      ];
    });
    tf.dispose([gram, moment]);
    [gram, moment] = [nextGram, nextMoment];
  }
  let solution = tf.zerosLike(moment);
  let residual = moment.clone();
  let direction = moment.clone();
  for (let step = 0; step < CG_STEPS; step++) {
    const next = tf.tidy(() => {
      const image = tf.add(tf.matMul(gram, direction), tf.mul(direction, ridge * count));
      const square = tf.sum(tf.square(residual), 0);
      const alpha = tf.div(square, tf.add(tf.sum(tf.mul(direction, image), 0), TINY));
      const newResidual = tf.sub(residual, tf.mul(image, alpha));
      const beta = tf.div(tf.sum(tf.square(newResidual), 0), tf.add(square, TINY));
      return [
        tf.add(solution, tf.mul(direction, alpha)) as tf.Tensor2D,
        newResidual as tf.Tensor2D,
        tf.add(newResidual, tf.mul(direction, beta)) as tf.Tensor2D,
      ];
    });
    tf.dispose([solution, residual, direction]);
    [solution, residual, direction] = next;
  }
  const out = Float32Array.from(await solution.data());
  tf.dispose([gram, moment, solution, residual, direction]);
  return out;
}
