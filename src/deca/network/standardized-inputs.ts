import type { OnnxScribe } from '../../onnx/onnx-scribe.ts';
import { INPUT_CLIP } from './encoder-weights.ts';

/** Mean and deviation of each input over the crops that were trained on [I]. */
export interface InputStatistics {
  readonly mean: Float32Array;
  readonly deviation: Float32Array;
}

/** clip((inputs - mean) / deviation) in ONNX. @param inputs name of [1, I] @returns name of the same */
export function clippedInputs(
  { op, tensor }: OnnxScribe,
  { mean, deviation }: InputStatistics,
  inputs: string,
): string {
  const centred = op('Sub', [inputs, tensor('input_mean', [1, mean.length], mean)], 'input_centred');
  const scaled = op('Div', [centred, tensor('input_deviation', [1, mean.length], deviation)], 'input_scaled');
  const bounds = [tensor('clip_low', [], [-INPUT_CLIP]), tensor('clip_high', [], [INPUT_CLIP])];
  return op('Clip', [scaled, ...bounds], 'input_clipped');
}
