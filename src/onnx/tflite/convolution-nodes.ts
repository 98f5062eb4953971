import type { NodeWriter } from './node-writer.ts';
import type { TfliteOperator, TfliteTensor } from './tflite.ts';

export function writeConvolution(writer: NodeWriter, operator: TfliteOperator): void {
  const [source] = operator.inputs;
  const output = operator.outputs[0];
  const weights = writer.constant(operator.inputs[1]);
  const depthwise = operator.name === 'depthwiseConv2d';
  const [first, rows, columns, last] = weights.shape;
  const dims = depthwise ? [last, 1, rows, columns] : [first, last, rows, columns];
  const kernel = [rows, columns];
  writer.emit(
    operator,
    'Conv',
    [
      writer.name(source),
      writer.add(`w${output}`, dims, reorderWeights(weights, depthwise)),
      writer.add(`b${output}`, [dims[0]], Float32Array.from(writer.constant(operator.inputs[2]).values ?? [])),
    ],
    {
      kernel_shape: kernel,
      strides: operator.stride,
      pads: padding(operator, writer.graph.tensors[source].shape, kernel),
      group: depthwise ? last : 1,
    },
  );
}

/** TFLite's TRANSPOSE_CONV: the output's shape, weights [out, h, w, in], the data, a bias. */
export function writeTransposedConvolution(writer: NodeWriter, operator: TfliteOperator): void {
  const [, weightsAt, source, biasAt] = operator.inputs;
  const output = operator.outputs[0];
  const weights = writer.constant(weightsAt);
  const [outputs, rows, columns, inputs] = weights.shape;
  const values = new Float32Array(weights.values ?? []);
  const reordered = new Float32Array(values.length);
  let k = 0;
  for (let i = 0; i < inputs; i++)
    for (let o = 0; o < outputs; o++)
      for (let p = 0; p < rows * columns; p++) reordered[k++] = values[(o * rows * columns + p) * inputs + i];
  const kernel = [rows, columns];
  writer.emit(
    operator,
    'ConvTranspose',
    [
      writer.name(source),
      writer.add(`w${output}`, [inputs, outputs, rows, columns], reordered),
      writer.add(`b${output}`, [outputs], Float32Array.from(writer.constant(biasAt).values ?? [])),
    ],
    {
      kernel_shape: kernel,
      strides: operator.stride,
      // The forward convolution's, from the output down to the data.
      pads: padding(operator, writer.graph.tensors[output].shape, kernel),
    },
  );
}

export function writeMaxPool(writer: NodeWriter, operator: TfliteOperator): void {
  const [source] = operator.inputs;
  writer.emit(operator, 'MaxPool', [writer.name(source)], {
    kernel_shape: operator.window,
    strides: operator.stride,
    pads: padding(operator, writer.graph.tensors[source].shape, operator.window),
  });
}

/** OHWI -> OIHW, or depthwise 1HWO -> O1HW. */
function reorderWeights(weights: TfliteTensor, depthwise: boolean): Float32Array {
  const source = weights.values as Float32Array;
  const [o, h, w, i] = weights.shape;
  const out = new Float32Array(source.length);
  let k = 0;
  if (depthwise) {
    for (let c = 0; c < i; c++) for (let p = 0; p < h * w; p++) out[k++] = source[p * i + c];
  } else {
    for (let f = 0; f < o; f++)
      for (let c = 0; c < i; c++) for (let p = 0; p < h * w; p++) out[k++] = source[(f * h * w + p) * i + c];
  }
  return out;
}

/** TensorFlow's SAME padding: the odd pixel goes after. @returns ONNX pads [top, left, bottom, right] */
function padding(operator: TfliteOperator, shape: readonly number[], kernel: readonly number[]): number[] {
  if (operator.padding === 'valid') return [0, 0, 0, 0];
  const total = [0, 1].map((k) => {
    const size = shape[1 + k];
    return Math.max(0, (Math.ceil(size / operator.stride[k]) - 1) * operator.stride[k] + kernel[k] - size);
  });
  const before = total.map((pad) => Math.floor(pad / 2));
  return [before[0], before[1], total[0] - before[0], total[1] - before[1]];
}
