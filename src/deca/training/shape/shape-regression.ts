import type { DenseLayer } from '../../network/encoder-weights.ts';
import type { InputStatistics } from '../../network/standardized-inputs.ts';
import { standardized } from '../encoder-batch.ts';
import type { EncoderRows } from '../encoder-rows.ts';
import { ridgeRegression } from '../ridge-regression.ts';
import { tf } from '../tfjs-backend.ts';
import type { CalibrationRows } from './shape-calibration.ts';

/** Ridge on standardised inputs, for each crop: strong, because photographs differ from renders in all of them. */
const RIDGE = 3;
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
    weights: await ridgeRegression({
      count: rows.count - samples.heldOut,
      inputs: rows.inputCount,
      outputs: shapeCount,
      ridge: RIDGE,
      block: (start, size) => ({
        inputs: standardized(rows, range(start, size), samples.statistics),
        outputs: shapesOf(samples, start, size),
      }),
    }),
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
