import type { DenseLayer } from '../network/encoder-weights.ts';
import { type InputStatistics, standardized } from './encoder-batch.ts';
import type { EncoderRows } from './encoder-rows.ts';
import type { CalibrationRows } from './shape-calibration.ts';
import { tf } from './tfjs-backend.ts';

/** Ridge on standardised inputs, for each crop: strong, because photographs differ from renders in all of them. */
const RIDGE = 3;
const CG_STEPS = 60;
const BLOCK = 1000;

/** Crops with their inputs' statistics; the last `heldOut` are not trained on. */
export interface ShapeSamples {
  readonly rows: EncoderRows;
  readonly statistics: InputStatistics;
  readonly shapeCount: number;
  readonly heldOut: number;
}

/**
 * Shape from the inputs in closed form: ridge regression on the rendered crops,
 *   W = (X^T X + ridge n)^-1 X^T S.
 * Its answers are biased and too large on people unlike most of those; calibrateShape mends that.
 */
export async function regressShape(samples: ShapeSamples): Promise<DenseLayer> {
  const { rows, shapeCount } = samples;
  return {
    inputs: rows.inputCount,
    outputs: shapeCount,
    weights: await ridgeWeights(samples),
    bias: new Float32Array(shapeCount),
  };
}

/** A first map's answers on the last crops, and what is true of them. @param count crops, from the end */
export async function calibrationRows(
  { rows, statistics, shapeCount }: Omit<ShapeSamples, 'heldOut'>,
  first: DenseLayer,
  count: number,
): Promise<Pick<CalibrationRows, 'count' | 'answers' | 'shapes'>> {
  const start = rows.count - count;
  const answers = new Float32Array(count * first.outputs);
  for (let from = 0; from < count; from += BLOCK) {
    const size = Math.min(BLOCK, count - from);
    const said = tf.tidy(() => {
      const x = tf.tensor2d(standardized(rows, range(start + from, size), statistics), [size, rows.inputCount]);
      return tf.add(tf.matMul(x, tf.tensor2d(first.weights, [first.inputs, first.outputs])), first.bias);
    });
    answers.set(await said.data(), from * first.outputs);
    said.dispose();
  }
  return { count, answers, shapes: shapesOf({ rows, shapeCount }, start, count) };
}

/** Conjugate gradients on all columns at once. @returns [I, S] */
async function ridgeWeights(samples: ShapeSamples): Promise<Float32Array> {
  const { rows, statistics, shapeCount } = samples;
  const count = rows.count - samples.heldOut;
  let gram = tf.zeros([rows.inputCount, rows.inputCount]) as tf.Tensor2D;
  let moment = tf.zeros([rows.inputCount, shapeCount]) as tf.Tensor2D;
  for (let start = 0; start < count; start += BLOCK) {
    const size = Math.min(BLOCK, count - start);
    const [nextGram, nextMoment] = tf.tidy(() => {
      const x = tf.tensor2d(standardized(rows, range(start, size), statistics), [size, rows.inputCount]);
      const transposed = tf.transpose(x) as tf.Tensor2D;
      const s = tf.tensor2d(shapesOf(samples, start, size), [size, shapeCount]);
      return [
        tf.add(gram, tf.matMul(transposed, x)) as tf.Tensor2D,
        tf.add(moment, tf.matMul(transposed, s)) as tf.Tensor2D,
      ];
    });
    tf.dispose([gram, moment]);
    [gram, moment] = [nextGram, nextMoment];
  }
  const ridge = RIDGE * count;
  let solution = tf.zerosLike(moment);
  let residual = moment.clone();
  let direction = moment.clone();
  for (let step = 0; step < CG_STEPS; step++) {
    const next = tf.tidy(() => {
      const image = tf.add(tf.matMul(gram, direction), tf.mul(direction, ridge));
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

const TINY = 1e-20;

function range(start: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => start + i);
}

function shapesOf(
  { rows, shapeCount }: Pick<ShapeSamples, 'rows' | 'shapeCount'>,
  start: number,
  count: number,
): Float32Array {
  const out = new Float32Array(count * shapeCount);
  for (let i = 0; i < count; i++)
    out.set(
      rows.codes.subarray((start + i) * rows.codeCount, (start + i) * rows.codeCount + shapeCount),
      i * shapeCount,
    );
  return out;
}
