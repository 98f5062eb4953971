import type { OnnxPieces } from '../../onnx/tflite/tflite-to-onnx.ts';
import { type OnnxScribe, onnxScribe } from '../network/onnx-ops.ts';
import type { WeightSource } from './weight-source.ts';

/** Blocks of ResNet-50's four stages, and its channels. */
const STAGES = [3, 4, 6, 3];
const WIDTH = 64;
const EXPANSION = 4;
const BATCH_NORM_EPSILON = 1e-5;

/**
 * DECA's encoders: ResNet-50 [He 2016] without its classifier, mean over the 7 x 7 map, then 2048 -> 1024 -> relu -> outputs.
 * @param source weights named as the checkpoint names them, under the encoder's prefix
 * @param input [N, 3, 224, 224] @returns name of [N, outputs]
 */
export function resnetEncoder(pieces: OnnxPieces, source: WeightSource, input: string, outputs: number): string {
  const scribe = onnxScribe(pieces);
  const { op } = scribe;
  let map = normalized(
    scribe,
    source,
    conv(scribe, source, 'encoder.conv1', input, [WIDTH, 3, 7, 7], 2, 3),
    'encoder.bn1',
    WIDTH,
  );
  map = op('Relu', [map], 'stem');
  map = op('MaxPool', [map], 'stem_pooled', { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] });
  let channels = WIDTH;
  STAGES.forEach((blocks, s) => {
    const width = WIDTH * 2 ** s;
    for (let b = 0; b < blocks; b++) {
      const stride = b === 0 && s > 0 ? 2 : 1;
      map = bottleneck(scribe, source, `encoder.layer${s + 1}.${b}`, map, channels, width, stride);
      channels = EXPANSION * width;
    }
  });
  const pooled = op('GlobalAveragePool', [map], 'pooled');
  const flat = op('Flatten', [pooled], 'flat', { axis: 1 });
  const hidden = op('Relu', [linear(scribe, source, 'layers.0', flat, channels, 1024)], 'hidden');
  return linear(scribe, source, 'layers.2', hidden, 1024, outputs);
}

/** 1 x 1, 3 x 3 with the stride, 1 x 1, each normalised, beside the identity or its 1 x 1 projection. */
function bottleneck(
  scribe: OnnxScribe,
  source: WeightSource,
  name: string,
  input: string,
  channels: number,
  width: number,
  stride: number,
): string {
  const { op } = scribe;
  const unit = (k: number, from: string, dims: readonly number[], step: number, pad: number): string =>
    normalized(
      scribe,
      source,
      conv(scribe, source, `${name}.conv${k}`, from, dims, step, pad),
      `${name}.bn${k}`,
      dims[0],
    );
  const first = op('Relu', [unit(1, input, [width, channels, 1, 1], 1, 0)], `${name}.relu1`);
  const second = op('Relu', [unit(2, first, [width, width, 3, 3], stride, 1)], `${name}.relu2`);
  const third = unit(3, second, [EXPANSION * width, width, 1, 1], 1, 0);
  const projected =
    stride !== 1 || channels !== EXPANSION * width
      ? normalized(
          scribe,
          source,
          conv(scribe, source, `${name}.downsample.0`, input, [EXPANSION * width, channels, 1, 1], stride, 0),
          `${name}.downsample.1`,
          EXPANSION * width,
        )
      : input;
  return op('Relu', [op('Add', [third, projected], `${name}.sum`)], `${name}.out`);
}

function conv(
  { op, tensor }: OnnxScribe,
  source: WeightSource,
  name: string,
  input: string,
  dims: readonly number[],
  stride: number,
  pad: number,
): string {
  return op('Conv', [input, tensor(`${name}.weight`, dims, source.take(`${name}.weight`, dims))], name, {
    kernel_shape: dims.slice(2),
    strides: [stride, stride],
    pads: [pad, pad, pad, pad],
  });
}

function normalized(scribe: OnnxScribe, source: WeightSource, input: string, name: string, channels: number): string {
  return batchNorm(scribe, source, input, name, channels, BATCH_NORM_EPSILON);
}

/** (x - mean) / sqrt(variance + epsilon) * weight + bias, by running statistics. */
export function batchNorm(
  { op, tensor }: OnnxScribe,
  source: WeightSource,
  input: string,
  name: string,
  channels: number,
  epsilon: number,
): string {
  const parts = ['weight', 'bias', 'running_mean', 'running_var'].map((part) =>
    tensor(`${name}.${part}`, [channels], source.take(`${name}.${part}`, [channels])),
  );
  return op('BatchNormalization', [input, ...parts], `${name}.out`, { epsilon: { float: epsilon } });
}

/** x W^T + b, as PyTorch stores linear layers. */
export function linear(
  { op, tensor }: OnnxScribe,
  source: WeightSource,
  name: string,
  input: string,
  inputs: number,
  outputs: number,
): string {
  const weight = tensor(`${name}.weight`, [outputs, inputs], source.take(`${name}.weight`, [outputs, inputs]));
  const bias = tensor(`${name}.bias`, [outputs], source.take(`${name}.bias`, [outputs]));
  return op('Gemm', [input, weight, bias], name, { transB: 1 });
}
