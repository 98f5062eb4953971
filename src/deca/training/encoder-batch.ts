import { INPUT_CLIP } from '../network/encoder-weights.ts';
import type { EncoderRows } from './encoder-rows.ts';
import type { EncoderBatch } from './losses/encoder-losses.ts';
import { tf } from './tfjs-backend.ts';
import type { TrainEncoderOptions } from './train-encoder-options.ts';

/** Mean and deviation of each input over the crops that are trained on [I]. */
export interface InputStatistics {
  readonly mean: Float32Array;
  readonly deviation: Float32Array;
}

/** Of all crops but the last ones, which are held out. */
export function inputStatistics(
  { inputs, inputCount, count }: EncoderRows,
  { heldOut }: Pick<TrainEncoderOptions, 'heldOut'>,
): InputStatistics {
  const used = count - heldOut;
  const sum = new Float64Array(inputCount);
  const squares = new Float64Array(inputCount);
  for (let row = 0; row < used; row++)
    for (let k = 0; k < inputCount; k++) {
      const x = inputs[row * inputCount + k];
      sum[k] += x;
      squares[k] += x * x;
    }
  const mean = Float32Array.from(sum, (x) => x / used);
  const deviation = Float32Array.from(squares, (x, k) => Math.sqrt(Math.max(0, x / used - mean[k] ** 2)) + 1e-3);
  return { mean, deviation };
}

/** Inputs of some crops less their mean, over their deviation, clipped [N, I]. */
export function standardized(
  { inputs, inputCount }: EncoderRows,
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
