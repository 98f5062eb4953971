import { onnxScribe } from '../../onnx/onnx-scribe.ts';
import type { OnnxPieces } from '../../onnx/onnx-writer.ts';
import { encodeOnnx, type OnnxPort } from '../../onnx/onnx-writer.ts';
import type { StateDict } from './read-checkpoint.ts';
import { batchNorm, linear, resnetEncoder } from './resnet-graph.ts';
import { type WeightSource, weightSource } from './weight-source.ts';

/** Codes of DECA's coarse encoder: shape 100 | albedo 50 | expression 50 | pose 6 | camera 3 | light 27. */
const DECA_CODE_COUNT = 236;
export const DECA_DETAIL_COUNT = 128;
/** Jaw 3 | expression 50 | detail 128. */
export const DECA_CONDITION_COUNT = 181;
const INPUT: OnnxPort = { name: 'image', dims: ['N', 3, 224, 224] };
/** The generator's normalisations but the first: the released code passes 0.8 where epsilon stands. */
const GENERATOR_EPSILON = 0.8;
/** Channels between its upsamplings, and the numbers of its layers in the checkpoint: convolution, normalisation. */
const GENERATOR: readonly { readonly channels: number; readonly conv: number }[] = [
  { channels: 128, conv: 2 },
  { channels: 64, conv: 6 },
  { channels: 64, conv: 10 },
  { channels: 32, conv: 14 },
  { channels: 16, conv: 18 },
];
const GENERATOR_OUTPUT = 21;
/** Largest displacement, metres. */
const MAX_DISPLACEMENT = 0.01;

export interface DecaNetworks {
  /** `image` [N, 3, 224, 224] RGB in 0..1 -> `params` [N, 236] */
  readonly coarse: Uint8Array;
  /** `image` -> `detail` [N, 128] */
  readonly detailEncoder: Uint8Array;
  /** `cond` [N, 181] -> `displacement` [N, 1, 256, 256] metres */
  readonly detailGenerator: Uint8Array;
  /** Tensors of these networks that were of no use. */
  readonly unused: readonly string[];
}

/**
 * Builds DECA's three networks as ONNX from the tensors of its checkpoint.
 * @throws {AsmFitError} input: a tensor is missing or of another shape
 */
export function buildDecaNetworks(state: StateDict, where: string): DecaNetworks {
  const coarse = weightSource(state, 'E_flame.', where);
  const detail = weightSource(state, 'E_detail.', where);
  const generator = weightSource(state, 'D_detail.', where);
  return {
    coarse: encoder(coarse, 'params', DECA_CODE_COUNT),
    detailEncoder: encoder(detail, 'detail', DECA_DETAIL_COUNT),
    detailGenerator: detailGenerator(generator),
    unused: [coarse, detail, generator].flatMap((source) => source.unused()),
  };
}

function encoder(source: WeightSource, output: string, count: number): Uint8Array {
  const pieces: OnnxPieces = { nodes: [], initializers: [] };
  const result = resnetEncoder(pieces, source, INPUT.name, count);
  onnxScribe(pieces).op('Identity', [result], output);
  return encodeOnnx({ ...pieces, inputs: [INPUT], outputs: [{ name: output, dims: ['N', count] }] });
}

/** Linear to 128 x 8 x 8, then five times: upsample by two, convolve, normalise, leak; tanh at the end. */
function detailGenerator(source: WeightSource): Uint8Array {
  const pieces: OnnxPieces = { nodes: [], initializers: [] };
  const scribe = onnxScribe(pieces);
  const { op, integers, tensor } = scribe;
  const writer = { scribe, source };
  let channels = 128;
  const start = linear(writer, 'l1.0', 'cond', { inputs: DECA_CONDITION_COUNT, outputs: channels * 64 });
  let map = op('Reshape', [start, integers('start_shape', [-1, channels, 8, 8])], 'start');
  map = batchNorm(writer, 'conv_blocks.0', map, { channels, epsilon: 1e-5 });
  const factors = tensor('factors', [4], [1, 1, 2, 2]);
  const convolve = (from: string, layer: number, outputs: number): string => {
    const name = `conv_blocks.${layer}`;
    const dims = [outputs, channels, 3, 3];
    const parts = [
      tensor(`${name}.weight`, dims, source.take(`${name}.weight`, dims)),
      tensor(`${name}.bias`, [outputs], source.take(`${name}.bias`, [outputs])),
    ];
    return op('Conv', [from, ...parts], name, { kernel_shape: [3, 3], strides: [1, 1], pads: [1, 1, 1, 1] });
  };
  for (const { channels: outputs, conv } of GENERATOR) {
    const larger = op('Resize', [map, '', factors], `up_${conv}`, {
      mode: { text: 'linear' },
      coordinate_transformation_mode: { text: 'half_pixel' },
    });
    const convolved = convolve(larger, conv, outputs);
    channels = outputs;
    const normal = batchNorm(writer, `conv_blocks.${conv + 1}`, convolved, { channels, epsilon: GENERATOR_EPSILON });
    map = op('LeakyRelu', [normal], `leak_${conv}`, { alpha: { float: 0.2 } });
  }
  const bounded = op('Tanh', [convolve(map, GENERATOR_OUTPUT, 1)], 'bounded');
  op('Mul', [bounded, scribe.scalar('largest', MAX_DISPLACEMENT)], 'displacement');
  return encodeOnnx({
    ...pieces,
    inputs: [{ name: 'cond', dims: ['N', DECA_CONDITION_COUNT] }],
    outputs: [{ name: 'displacement', dims: ['N', 1, 256, 256] }],
  });
}
