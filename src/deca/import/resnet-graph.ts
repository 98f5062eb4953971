import { type OnnxScribe, onnxScribe } from '../../onnx/onnx-scribe.ts';
import type { OnnxPieces } from '../../onnx/onnx-writer.ts';
import type { WeightSource } from './weight-source.ts';

/** Where layers are written, and the weights that they take. */
export interface LayerWriter {
  readonly scribe: OnnxScribe;
  readonly source: WeightSource;
}

/** Weights [outputs, inputs, kernel, kernel] of a convolution, its stride and its rim of zeros, pixels. */
interface ConvShape {
  readonly dims: readonly number[];
  readonly stride: number;
  readonly pad: number;
}

/** Channels that a block takes and, before they are expanded, makes. */
interface BottleneckShape {
  readonly channels: number;
  readonly width: number;
  readonly stride: number;
}

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
  const writer = { scribe: onnxScribe(pieces), source };
  const { op } = writer.scribe;
  const stem = conv(writer, 'encoder.conv1', input, { dims: [WIDTH, 3, 7, 7], stride: 2, pad: 3 });
  let map = normalized(writer, stem, 'encoder.bn1', WIDTH);
  map = op('Relu', [map], 'stem');
  map = op('MaxPool', [map], 'stem_pooled', { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] });
  let channels = WIDTH;
  STAGES.forEach((blocks, s) => {
    const width = WIDTH * 2 ** s;
    for (let b = 0; b < blocks; b++) {
      const stride = b === 0 && s > 0 ? 2 : 1;
      map = bottleneck(writer, `encoder.layer${s + 1}.${b}`, map, { channels, width, stride });
      channels = EXPANSION * width;
    }
  });
  const pooled = op('GlobalAveragePool', [map], 'pooled');
  const flat = op('Flatten', [pooled], 'flat', { axis: 1 });
  const hidden = op('Relu', [linear(writer, 'layers.0', flat, { inputs: channels, outputs: 1024 })], 'hidden');
  return linear(writer, 'layers.2', hidden, { inputs: 1024, outputs });
}

/** 1 x 1, 3 x 3 with the stride, 1 x 1, each normalised, beside the identity or its 1 x 1 projection. */
function bottleneck(
  writer: LayerWriter,
  name: string,
  input: string,
  { channels, width, stride }: BottleneckShape,
): string {
  const { op } = writer.scribe;
  const unit = (k: number, from: string, shape: ConvShape): string =>
    normalized(writer, conv(writer, `${name}.conv${k}`, from, shape), `${name}.bn${k}`, shape.dims[0]);
  const first = op('Relu', [unit(1, input, { dims: [width, channels, 1, 1], stride: 1, pad: 0 })], `${name}.relu1`);
  const second = op('Relu', [unit(2, first, { dims: [width, width, 3, 3], stride, pad: 1 })], `${name}.relu2`);
  const wide = EXPANSION * width;
  const third = unit(3, second, { dims: [wide, width, 1, 1], stride: 1, pad: 0 });
  const project = (): string => {
    const projected = conv(writer, `${name}.downsample.0`, input, { dims: [wide, channels, 1, 1], stride, pad: 0 });
    return normalized(writer, projected, `${name}.downsample.1`, wide);
  };
  const projected = stride !== 1 || channels !== wide ? project() : input;
  return op('Relu', [op('Add', [third, projected], `${name}.sum`)], `${name}.out`);
}

function conv(
  { scribe: { op, tensor }, source }: LayerWriter,
  name: string,
  input: string,
  { dims, stride, pad }: ConvShape,
): string {
  return op('Conv', [input, tensor(`${name}.weight`, dims, source.take(`${name}.weight`, dims))], name, {
    kernel_shape: dims.slice(2),
    strides: [stride, stride],
    pads: [pad, pad, pad, pad],
  });
}

function normalized(writer: LayerWriter, input: string, name: string, channels: number): string {
  return batchNorm(writer, name, input, { channels, epsilon: BATCH_NORM_EPSILON });
}

/** (x - mean) / sqrt(variance + epsilon) * weight + bias, by running statistics. */
export function batchNorm(
  { scribe: { op, tensor }, source }: LayerWriter,
  name: string,
  input: string,
  { channels, epsilon }: { readonly channels: number; readonly epsilon: number },
): string {
  const parts = ['weight', 'bias', 'running_mean', 'running_var'].map((part) =>
    tensor(`${name}.${part}`, [channels], source.take(`${name}.${part}`, [channels])),
  );
  return op('BatchNormalization', [input, ...parts], `${name}.out`, { epsilon: { float: epsilon } });
}

/** x W^T + b, as PyTorch stores linear layers. */
export function linear(
  { scribe: { op, tensor }, source }: LayerWriter,
  name: string,
  input: string,
  { inputs, outputs }: { readonly inputs: number; readonly outputs: number },
): string {
  const weight = tensor(`${name}.weight`, [outputs, inputs], source.take(`${name}.weight`, [outputs, inputs]));
  const bias = tensor(`${name}.bias`, [outputs], source.take(`${name}.bias`, [outputs]));
  return op('Gemm', [input, weight, bias], name, { transB: 1 });
}
