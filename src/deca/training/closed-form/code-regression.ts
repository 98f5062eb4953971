import type { DenseLayer } from '../../network/encoder-weights.ts';
import type { InputStatistics } from '../../network/standardized-inputs.ts';
import { standardized } from '../encoder-batch.ts';
import type { EncoderRows } from '../encoder-rows.ts';
import { tf } from '../tfjs-backend.ts';
import { ridgeRegression } from './ridge-regression.ts';

const BLOCK = 1000;

/** Crops with their inputs' statistics; the last `heldOut` are not trained on. */
export interface CodeSamples {
  readonly rows: EncoderRows;
  readonly statistics: InputStatistics;
  readonly heldOut: number;
}

/** A run of the codes. */
export interface CodeColumns {
  readonly start: number;
  readonly count: number;
}

/**
 * Codes from the inputs in closed form: ridge regression on the rendered crops but those held out,
 *   W = (X^T X + ridge n)^-1 X^T Y,  b = mean of Y - mean of X W   (X, Y: less their means).
 * @param ridge for each crop, on standardised inputs
 */
export async function regressCodes(samples: CodeSamples, columns: CodeColumns, ridge: number): Promise<DenseLayer> {
  const { rows, statistics } = samples;
  const { inputCount } = rows;
  const count = rows.count - samples.heldOut;
  const inputs = (start: number, size: number): Float32Array => standardized(rows, range(start, size), statistics);
  const inputMean = meanRow(count, inputCount, inputs);
  const outputMean = meanRow(count, columns.count, (start, size) => codesOf(rows, columns, start, size));
  const weights = await ridgeRegression({
    count,
    inputs: inputCount,
    outputs: columns.count,
    ridge,
    block: (start, size) => ({
      inputs: inputs(start, size).map((x, i) => x - inputMean[i % inputCount]),
      outputs: codesOf(rows, columns, start, size).map((y, i) => y - outputMean[i % columns.count]),
    }),
  });
  const bias = Float32Array.from(outputMean, (mean, j) => {
    let answer = 0;
    for (let i = 0; i < inputCount; i++) answer += inputMean[i] * weights[i * columns.count + j];
    return mean - answer;
  });
  return { inputs: inputCount, outputs: columns.count, weights, bias };
}

/** What a map answers of crops that lie one behind another [size, outputs]. */
export async function answersOf(
  { rows, statistics }: Omit<CodeSamples, 'heldOut'>,
  layer: DenseLayer,
  { start: first, count }: CodeColumns,
): Promise<Float32Array> {
  const answers = new Float32Array(count * layer.outputs);
  for (let from = 0; from < count; from += BLOCK) {
    const size = Math.min(BLOCK, count - from);
    const said = tf.tidy(() => {
      const x = tf.tensor2d(standardized(rows, range(first + from, size), statistics), [size, rows.inputCount]);
      return tf.add(tf.matMul(x, tf.tensor2d(layer.weights, [layer.inputs, layer.outputs])), layer.bias);
    });
    answers.set(await said.data(), from * layer.outputs);
    said.dispose();
  }
  return answers;
}

/** True codes of crops that lie one behind another [size, columns]. */
export function codesOf(
  { codes, codeCount }: Pick<EncoderRows, 'codes' | 'codeCount'>,
  columns: CodeColumns,
  start: number,
  size: number,
): Float32Array {
  const out = new Float32Array(size * columns.count);
  for (let i = 0; i < size; i++) {
    const at = (start + i) * codeCount + columns.start;
    out.set(codes.subarray(at, at + columns.count), i * columns.count);
  }
  return out;
}

function meanRow(count: number, width: number, block: (start: number, size: number) => Float32Array): Float64Array {
  const mean = new Float64Array(width);
  for (let start = 0; start < count; start += BLOCK) {
    const values = block(start, Math.min(BLOCK, count - start));
    for (const [i, x] of values.entries()) mean[i % width] += x / count;
  }
  return mean;
}

function range(start: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => start + i);
}
