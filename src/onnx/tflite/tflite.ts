import { AsmFitError, messageOf } from '../../errors.ts';
import { halfToFloat } from '../half-float.ts';
import { readFlatBuffer } from './flatbuffer.ts';
import { type FlexValue, readFlexBuffer } from './flexbuffer.ts';

export type TfliteOperatorName =
  | 'add'
  | 'concatenation'
  | 'conv2d'
  | 'custom'
  | 'depthwiseConv2d'
  | 'dequantize'
  | 'logistic'
  | 'maxPool2d'
  | 'mul'
  | 'relu'
  | 'reshape'
  | 'resizeBilinear'
  | 'resizeNearest'
  | 'pad'
  | 'prelu'
  | 'softmax'
  | 'stridedSlice'
  | 'sum'
  | 'transpose'
  | 'transposeConv';

/** schema.fbs, enum BuiltinOperator: the ones that MediaPipe's graphs use. */
const OPERATORS: Readonly<Record<number, TfliteOperatorName>> = {
  0: 'add',
  2: 'concatenation',
  3: 'conv2d',
  4: 'depthwiseConv2d',
  6: 'dequantize',
  14: 'logistic',
  17: 'maxPool2d',
  18: 'mul',
  19: 'relu',
  22: 'reshape',
  23: 'resizeBilinear',
  25: 'softmax',
  32: 'custom',
  34: 'pad',
  39: 'transpose',
  45: 'stridedSlice',
  54: 'prelu',
  67: 'transposeConv',
  74: 'sum',
  97: 'resizeNearest',
};

/** Options' fields in which operators say what their converter takes for granted: half-pixel centres, sums that keep their axes. */
const GRANTED: { readonly [Name in TfliteOperatorName]?: number } = { resizeBilinear: 3, resizeNearest: 1, sum: 0 };

const STRIDED: readonly TfliteOperatorName[] = ['conv2d', 'depthwiseConv2d', 'maxPool2d', 'transposeConv'];

export interface TfliteTensor {
  readonly name: string;
  readonly shape: readonly number[];
  /** Constant values, decoded when they are read; null for activations. */
  readonly values: Float32Array | Int32Array | null;
}

export interface TfliteOperator {
  readonly name: TfliteOperatorName;
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly padding: 'same' | 'valid';
  readonly stride: readonly [number, number];
  /** Pooling window (rows, columns). */
  readonly window: readonly [number, number];
  readonly fusedRelu: boolean;
  readonly axis: number;
  /** Name and options of an operator outside TFLite's own set, else null. */
  readonly custom: { readonly name: string; readonly options: FlexValue } | null;
}

export interface TfliteGraph {
  readonly tensors: readonly TfliteTensor[];
  readonly operators: readonly TfliteOperator[];
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
}

/**
 * Reads a float TFLite model with one subgraph.
 * @throws {AsmFitError} input: damaged, or anything that its converter does not know
 */
export function readTflite(bytes: Uint8Array): TfliteGraph {
  try {
    return readGraph(bytes);
  } catch (error) {
    throw new AsmFitError(
      'input',
      `the TFLite model: must be one of MediaPipe's graphs; received ${messageOf(error)}`,
      'run npm ci to get the pinned version',
      { cause: error },
    );
  }
}

function readGraph(bytes: Uint8Array): TfliteGraph {
  const model = readFlatBuffer(bytes);
  const codes = model.tables(1).map((code) => ({
    builtin: Math.max(code.integer(0, 1, 0), code.integer(3, 4, 0)),
    custom: code.text(1),
  }));
  const buffers = model.tables(4).map((buffer) => buffer.bytes(0));
  const [graph] = model.tables(2);
  if (graph === undefined) throw new Error('a model without a graph');
  const tensors = graph.tables(0).map((tensor): TfliteTensor => {
    const data = buffers[tensor.integer(2, 4, 0)];
    if (data === undefined) throw new RangeError(`tensor ${tensor.text(3)} without its buffer`);
    return {
      name: tensor.text(3),
      shape: tensor.integers(0),
      get values() {
        return data.length === 0 ? null : decodeValues(data, tensor.integer(1, 1, 0));
      },
    };
  });
  const operators = graph.tables(3).map((operator): TfliteOperator => {
    const code = codes[operator.integer(0, 4, 0)];
    if (code === undefined) throw new RangeError('an operator without its code');
    const name = OPERATORS[code.builtin];
    if (name === undefined) throw new Error(`TFLite operator ${code.builtin} has no conversion`);
    const customOptions = operator.bytes(5);
    const options = operator.table(4);
    const integer = (field: number, width: 1 | 4, fallback: number): number =>
      options?.integer(field, width, fallback) ?? fallback;
    const granted = GRANTED[name];
    if (granted !== undefined && integer(granted, 1, 0) !== 1)
      throw new Error(`such a TFLite ${name} has no conversion`);
    const strided = STRIDED.includes(name);
    const activationField = { add: 0, concatenation: 1, conv2d: 3, depthwiseConv2d: 4, maxPool2d: 5 } as const;
    const activation = name in activationField ? activationField[name as keyof typeof activationField] : -1;
    const fused = activation < 0 ? 0 : integer(activation, 1, 0);
    if (fused > 1) throw new Error(`TFLite fused activation ${fused} has no conversion`);
    return {
      name,
      inputs: operator.integers(1),
      outputs: operator.integers(2),
      padding: strided && integer(0, 1, 0) === 1 ? 'valid' : 'same',
      stride: strided ? [integer(2, 4, 1), integer(1, 4, 1)] : [1, 1],
      window: name === 'maxPool2d' ? [integer(4, 4, 1), integer(3, 4, 1)] : [1, 1],
      fusedRelu: fused === 1,
      axis: name === 'concatenation' ? integer(0, 4, 0) : 0,
      custom:
        name === 'custom'
          ? { name: code.custom, options: customOptions.length === 0 ? {} : readFlexBuffer(customOptions) }
          : null,
    };
  });
  return { tensors, operators, inputs: graph.integers(1), outputs: graph.integers(2) };
}

/** schema.fbs, enum TensorType: FLOAT32 0, FLOAT16 1, INT32 2. */
function decodeValues(data: Uint8Array, type: number): Float32Array | Int32Array {
  const copy = new Uint8Array(data).buffer;
  if (type === 0) return new Float32Array(copy);
  if (type === 1) return Float32Array.from(new Uint16Array(copy), halfToFloat);
  if (type === 2) return new Int32Array(copy);
  throw new Error(`TFLite tensor type ${type} has no conversion`);
}
