import { type OnnxScribe, onnxScribe } from '../../onnx/onnx-scribe.ts';
import { encodeOnnx, FLOAT, type OnnxNode, type OnnxTensor } from '../../onnx/onnx-writer.ts';

/** Weights as face-api keeps them: numbers, or bytes, value = least + step byte. */
export type KeptWeights = { readonly shape: readonly number[] } & (
  | { readonly values: Float32Array }
  | { readonly bytes: Uint8Array; readonly step: number; readonly least: number }
);

/** The network's weights by face-api's names. */
export type WeightsNamed = (name: string) => KeptWeights;

/** Side of the picture that the network looks at, pixels. */
export const CHIP_SIDE = 150;
/** Numbers that it says of a face. */
export const EMBEDDING_LENGTH = 128;

/** What dlib takes off its pictures and divides them by, of 255. */
const MEAN_COLOR: readonly number[] = [122.782, 117.001, 104.298];
const COLOR_RANGE = 256;

/** Channels of the network's stages, and residual blocks behind the one that a stage begins with. */
const STAGES: readonly { readonly name: string; readonly channels: number; readonly blocks: number }[] = [
  { name: 'conv32', channels: 32, blocks: 3 },
  { name: 'conv64', channels: 64, blocks: 3 },
  { name: 'conv128', channels: 128, blocks: 2 },
  { name: 'conv256', channels: 256, blocks: 2 },
];
const LAST_STAGE = 'conv256_down_out';

/** Maps of some stage: their name in the graph, side and channels. */
interface Maps {
  readonly name: string;
  readonly side: number;
  readonly channels: number;
}

/**
 * dlib's face recogniser (a residual network of 29 layers: King, dlib_face_recognition_resnet_model_v1) as ONNX: of pictures `chip`
 * [1, 3, 150, 150], RGB in 0..1, `embedding` [1, 128]. Weights stay bytes in the file and are widened when it is opened.
 * @param weights by face-api's names: filters [height, width, in, out], then a bias, and a scale and a bias for what a normalisation became
 */
export function recognitionOnnx(weights: WeightsNamed): Uint8Array {
  const nodes: OnnxNode[] = [];
  const initializers: OnnxTensor[] = [];
  const scribe = onnxScribe({ nodes, initializers });
  const { op, tensor, scalar } = scribe;
  const scaled = op('Mul', ['chip', scalar('color_scale', 255 / COLOR_RANGE)], 'color_scaled');
  const mean = tensor(
    'color_mean',
    [1, 3, 1, 1],
    MEAN_COLOR.map((value) => value / COLOR_RANGE),
  );
  const from = op('Sub', [scaled, mean], 'color');
  const first = convolution(scribe, weights, { name: 'conv32_down', input: from, stride: 2, padded: false });
  const window = { kernel_shape: [3, 3], strides: [2, 2] };
  const [{ channels }] = STAGES;
  let maps: Maps = {
    name: op('MaxPool', [op('Relu', [first], 'first')], 'first_pooled', window),
    side: halved(halved(CHIP_SIDE, 7), 3),
    channels,
  };
  for (const stage of STAGES) {
    if (stage.channels !== maps.channels)
      maps = shrinkingBlock(scribe, weights, maps, { ...stage, name: `${stage.name}_down` });
    for (let k = 1; k <= stage.blocks; k++) maps = residualBlock(scribe, weights, maps, `${stage.name}_${k}`);
  }
  maps = shrinkingBlock(scribe, weights, maps, { name: LAST_STAGE, channels: maps.channels });
  const pooled = op('ReduceMean', [maps.name], 'pooled', { axes: [2, 3], keepdims: 0 });
  const last = weights('fc');
  op('MatMul', [pooled, tensor('fc', last.shape, floats(last))], 'embedding');
  return encodeOnnx({
    nodes,
    initializers,
    inputs: [{ name: 'chip', dims: [1, 3, CHIP_SIDE, CHIP_SIDE] }],
    outputs: [{ name: 'embedding', dims: [1, EMBEDDING_LENGTH] }],
  });
}

/** Side of maps behind a window of such a side that moves on by two, nothing padded. */
function halved(side: number, window: number): number {
  return Math.floor((side - window) / 2) + 1;
}

/** relu(x + conv(relu(conv(x)))) */
function residualBlock(scribe: OnnxScribe, weights: WeightsNamed, x: Maps, name: string): Maps {
  const inner = convolution(scribe, weights, { name: `${name}/conv1`, input: x.name, stride: 1, padded: true });
  const relu = scribe.op('Relu', [inner], `${name}/inner`);
  const outer = convolution(scribe, weights, { name: `${name}/conv2`, input: relu, stride: 1, padded: true });
  return { ...x, name: scribe.op('Relu', [scribe.op('Add', [outer, x.name], `${name}/sum`)], name) };
}

/** The same at half the size, beside means of two by two; what either lacks in size or channels is zero. */
function shrinkingBlock(
  scribe: OnnxScribe,
  weights: WeightsNamed,
  x: Maps,
  { name, channels }: Pick<Maps, 'name' | 'channels'>,
): Maps {
  const { op, integers } = scribe;
  const inner = convolution(scribe, weights, { name: `${name}/conv1`, input: x.name, stride: 2, padded: false });
  const relu = op('Relu', [inner], `${name}/inner`);
  const outer = convolution(scribe, weights, { name: `${name}/conv2`, input: relu, stride: 1, padded: true });
  const side = Math.floor(x.side / 2);
  const missing = side - halved(x.side, 3);
  const whole = op('Pad', [outer, integers(`${name}/missing`, [0, 0, 0, 0, 0, 0, missing, missing])], `${name}/whole`);
  const means = op('AveragePool', [x.name], `${name}/means`, { kernel_shape: [2, 2], strides: [2, 2] });
  const added = [0, 0, 0, 0, 0, channels - x.channels, 0, 0];
  const beside = op('Pad', [means, integers(`${name}/added`, added)], `${name}/beside`);
  return { name: op('Relu', [op('Add', [whole, beside], `${name}/sum`)], name), side, channels };
}

interface ConvolutionPlace {
  readonly name: string;
  readonly input: string;
  readonly stride: number;
  /** Zeros around, so that a stride of one keeps the size. */
  readonly padded: boolean;
}

/** scale (x * filters + bias) + shift, as one convolution. */
function convolution(
  scribe: OnnxScribe,
  weights: WeightsNamed,
  { name, input, stride, padded }: ConvolutionPlace,
): string {
  const filters = weights(`${name}/conv/filters`);
  const [height, width, , outs] = filters.shape;
  const bias = floats(weights(`${name}/conv/bias`));
  const scale = floats(weights(`${name}/scale/weights`));
  const shift = floats(weights(`${name}/scale/biases`));
  const biases = scribe.tensor(
    `${name}/bias`,
    [outs],
    bias.map((b, o) => b * scale[o] + shift[o]),
  );
  const side = padded ? Math.floor(height / 2) : 0;
  const kernel = scaledFilters(scribe, `${name}/filters`, filters, scale);
  return scribe.op('Conv', [input, kernel, biases], `${name}/out`, {
    kernel_shape: [height, width],
    strides: [stride, stride],
    pads: [side, side, side, side],
  });
}

/** Filters as ONNX wants them [out, in, height, width], those of each output times its scale. */
function scaledFilters(scribe: OnnxScribe, name: string, filters: KeptWeights, scale: Float32Array): string {
  const { op, tensor } = scribe;
  const [height, width, ins, outs] = filters.shape;
  const dims = [outs, ins, height, width];
  if ('values' in filters) {
    const each = ins * height * width;
    const turned = channelsFirst(filters.values, filters.shape, new Float32Array(filters.values.length));
    return tensor(
      name,
      dims,
      turned.map((value, k) => value * scale[Math.floor(k / each)]),
    );
  }
  const { bytes, step, least } = filters;
  const ofOutputs = (part: string, value: number): string =>
    tensor(
      `${name}/${part}`,
      [outs, 1, 1, 1],
      scale.map((s) => s * value),
    );
  const turned = channelsFirst(bytes, filters.shape, new Uint8Array(bytes.length));
  const whole = op('Cast', [scribe.bytes(`${name}/bytes`, dims, turned)], `${name}/whole`, { to: FLOAT });
  const scaled = op('Mul', [whole, ofOutputs('step', step)], `${name}/scaled`);
  return op('Add', [scaled, ofOutputs('least', least)], name);
}

/** [height, width, in, out] as [out, in, height, width]. @param out written */
function channelsFirst<Values extends Float32Array | Uint8Array>(
  values: Values,
  [height, width, ins, outs]: readonly number[],
  out: Values,
): Values {
  const cells = height * width;
  for (let cell = 0; cell < cells; cell++)
    for (let i = 0; i < ins; i++)
      for (let o = 0; o < outs; o++) out[(o * ins + i) * cells + cell] = values[(cell * ins + i) * outs + o];
  return out;
}

function floats(weights: KeptWeights): Float32Array {
  if ('values' in weights) return weights.values;
  const { bytes, step, least } = weights;
  return Float32Array.from(bytes, (byte) => least + step * byte);
}
