import { INPUT_CLIP } from '../network/encoder-weights.ts';
import type { InputStatistics } from '../network/standardized-inputs.ts';
import type { EncoderRows } from './encoder-rows.ts';
import type { EncoderBatch } from './losses/encoder-losses.ts';
import { tf } from './tfjs-backend.ts';
import type { TrainEncoderOptions } from './train-encoder-options.ts';

/** Of all crops but the last ones, which are held out. */
export function inputStatistics(
  rows: Pick<EncoderRows, 'inputs' | 'inputCount' | 'count'>,
  { heldOut }: Pick<TrainEncoderOptions, 'heldOut'>,
): InputStatistics {
  return weightedStatistics(rows, new Float64Array(rows.count - heldOut).fill(1));
}

/** Of the first crops, each with its weight. @param weights [N] */
export function weightedStatistics(
  { inputs, inputCount }: Pick<EncoderRows, 'inputs' | 'inputCount'>,
  weights: Float64Array,
): InputStatistics {
  const sum = new Float64Array(inputCount);
  const squares = new Float64Array(inputCount);
  let total = 0;
  for (const [row, weight] of weights.entries()) {
    total += weight;
    for (let k = 0; k < inputCount; k++) {
      const x = inputs[row * inputCount + k];
      sum[k] += weight * x;
      squares[k] += weight * x * x;
    }
  }
  const mean = Float32Array.from(sum, (x) => x / total);
  const deviation = Float32Array.from(squares, (x, k) => Math.sqrt(Math.max(0, x / total - mean[k] ** 2)) + 1e-3);
  return { mean, deviation };
}

/** Inputs of some crops less their mean, over their deviation, clipped [N, I]. */
export function standardized(
  { inputs, inputCount }: Pick<EncoderRows, 'inputs' | 'inputCount'>,
  indices: readonly number[],
  { mean, deviation }: InputStatistics,
): Float32Array {
  const out = new Float32Array(indices.length * inputCount);
  indices.forEach((row, i) => {
    for (let k = 0; k < inputCount; k++) {
      const x = (inputs[row * inputCount + k] - mean[k]) / deviation[k];
      out[i * inputCount + k] = Math.min(INPUT_CLIP, Math.max(-INPUT_CLIP, x));
    }
  });
  return out;
}

/** Standardised inputs of some crops, and what their codes are held against. */
export function readBatch(
  rows: EncoderRows,
  indices: readonly number[],
  statistics: InputStatistics,
): { readonly inputs: tf.Tensor2D; readonly batch: EncoderBatch } {
  const take = (source: Float32Array, width: number): tf.Tensor2D => {
    const out = new Float32Array(indices.length * width);
    indices.forEach((row, i) => {
      out.set(source.subarray(row * width, (row + 1) * width), i * width);
    });
    return tf.tensor2d(out, [indices.length, width]);
  };
  return {
    inputs: tf.tensor2d(standardized(rows, indices, statistics), [indices.length, rows.inputCount]),
    batch: {
      base: take(rows.base, 6),
      codes: take(rows.codes, rows.codeCount),
      landmarks: take(rows.landmarks, rows.landmarks.length / rows.count),
    },
  };
}
