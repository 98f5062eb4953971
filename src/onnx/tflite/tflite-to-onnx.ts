import { encodeOnnx, type OnnxNode, type OnnxTensor } from '../onnx-writer.ts';
import type { TfliteGraph, TfliteOperator, TfliteTensor } from './tflite.ts';

/** Tensors between which a network is cut out of a graph. */
export interface TflitePorts {
  readonly input: number;
  readonly outputs: readonly number[];
}

/** The whole graph's own ports. */
function graphPorts(graph: TfliteGraph): TflitePorts {
  return { input: graph.inputs[0], outputs: graph.outputs };
}

/** Nodes and weights of a network in the making. */
export interface OnnxPieces {
  readonly nodes: OnnxNode[];
  readonly initializers: OnnxTensor[];
}

/**
 * Converts a float TFLite network, or the part of it between two ports, to ONNX. The graph's input stays NHWC and
 * is named `input`; outputs are `output_0`, `output_1`, ... in TFLite's order and layout.
 */
export function convertTfliteToOnnx(graph: TfliteGraph, ports = graphPorts(graph)): Uint8Array {
  const { input } = ports;
  const nodes: OnnxNode[] = [
    { type: 'Transpose', inputs: ['input'], outputs: [`t${input}`], attributes: { perm: [0, 3, 1, 2] } },
  ];
  const initializers: OnnxTensor[] = [];
  appendTflite({ nodes, initializers }, graph, ports, '');
  const outputs = ports.outputs.map((tensor, index) => {
    const { shape } = graph.tensors[tensor];
    const port = `output_${index}`;
    if (shape.length === 4)
      nodes.push({ type: 'Transpose', inputs: [`t${tensor}`], outputs: [port], attributes: { perm: [0, 2, 3, 1] } });
    else nodes.push({ type: 'Identity', inputs: [`t${tensor}`], outputs: [port] });
    return { name: port, dims: shape };
  });
  return encodeOnnx({ nodes, initializers, inputs: [{ name: 'input', dims: graph.tensors[input].shape }], outputs });
}

/**
 * Appends the part of a TFLite network between two ports. TFLite stores activations as NHWC, ONNX wants NCHW: tensor
 * k is named `<prefix>t<k>`, and four-dimensional ones, the ports too, live as NCHW; a reshape transposes back first,
 * so that it keeps TFLite's order.
 */
export function appendTflite(
  { nodes, initializers }: OnnxPieces,
  graph: TfliteGraph,
  ports: TflitePorts,
  prefix: string,
): void {
  // Half floats that the graph dequantizes are widened when they are read.
  const widened = new Map<number, TfliteTensor>();
  const name = (tensor: number): string => `${prefix}t${tensor}`;
  const constant = (tensor: number): TfliteTensor => {
    const found = widened.get(tensor) ?? graph.tensors[tensor];
    if (found.values === null) throw new Error(`tensor ${tensor} must be constant`);
    return found;
  };
  const add = (label: string, dims: readonly number[], values: Float32Array | BigInt64Array): string => {
    initializers.push({ name: `${prefix}${label}`, dims, values });
    return `${prefix}${label}`;
  };
  const emit = (
    operator: TfliteOperator,
    type: string,
    inputs: string[],
    attributes: Record<string, number | readonly number[]> = {},
  ): void => {
    const output = name(operator.outputs[0]);
    if (!operator.fusedRelu) {
      nodes.push({ type, inputs, outputs: [output], attributes });
      return;
    }
    nodes.push({ type, inputs, outputs: [`${output}_linear`], attributes });
    nodes.push({ type: 'Relu', inputs: [`${output}_linear`], outputs: [output] });
  };

  for (const operator of operatorsBetween(graph, ports)) {
    const [source] = operator.inputs;
    const output = operator.outputs[0];
    switch (operator.name) {
      case 'dequantize':
        widened.set(output, constant(source));
        break;
      case 'conv2d':
      case 'depthwiseConv2d': {
        const weights = constant(operator.inputs[1]);
        const depthwise = operator.name === 'depthwiseConv2d';
        const [first, rows, columns, last] = weights.shape;
        const dims = depthwise ? [last, 1, rows, columns] : [first, last, rows, columns];
        const kernel = [rows, columns];
        emit(
          operator,
          'Conv',
          [
            name(source),
            add(`w${output}`, dims, reorderWeights(weights, depthwise)),
            add(`b${output}`, [dims[0]], Float32Array.from(constant(operator.inputs[2]).values ?? [])),
          ],
          {
            kernel_shape: kernel,
            strides: operator.stride,
            pads: padding(operator, graph.tensors[source].shape, kernel),
            group: depthwise ? last : 1,
          },
        );
        break;
      }
      case 'maxPool2d':
        emit(operator, 'MaxPool', [name(source)], {
          kernel_shape: operator.window,
          strides: operator.stride,
          pads: padding(operator, graph.tensors[source].shape, operator.window),
        });
        break;
      case 'add':
        emit(operator, 'Add', [name(source), name(operator.inputs[1])]);
        break;
      case 'relu':
        emit(operator, 'Relu', [name(source)]);
        break;
      case 'logistic':
        emit(operator, 'Sigmoid', [name(source)]);
        break;
      case 'prelu': {
        const slope = Float32Array.from(constant(operator.inputs[1]).values ?? []);
        emit(operator, 'PRelu', [name(source), add(`s${output}`, [slope.length, 1, 1], slope)]);
        break;
      }
      case 'pad': {
        // [N, H, W, C] x (before, after) -> all befores, then all afters, in NCHW.
        const amounts = Array.from(constant(operator.inputs[1]).values ?? []);
        const order = [0, 3, 1, 2];
        const pads = [...order.map((axis) => amounts[2 * axis]), ...order.map((axis) => amounts[2 * axis + 1])];
        emit(operator, 'Pad', [name(source), add(`p${output}`, [8], BigInt64Array.from(pads, BigInt))]);
        break;
      }
      case 'reshape': {
        let from = name(source);
        if (graph.tensors[source].shape.length === 4) {
          nodes.push({
            type: 'Transpose',
            inputs: [from],
            outputs: [`${from}_nhwc_${output}`],
            attributes: { perm: [0, 2, 3, 1] },
          });
          from = `${from}_nhwc_${output}`;
        }
        const shape = graph.tensors[output].shape;
        emit(operator, 'Reshape', [from, add(`r${output}`, [shape.length], BigInt64Array.from(shape, BigInt))]);
        break;
      }
      case 'concatenation':
        if (graph.tensors[output].shape.length === 4) throw new Error('4-D concatenation has no conversion');
        emit(operator, 'Concat', operator.inputs.map(name), { axis: operator.axis });
        break;
      default:
        throw new Error(`TFLite operator ${operator.custom?.name ?? operator.name} has no conversion`);
    }
  }
}

/** What the outputs need, in the graph's order, up to the input. */
function operatorsBetween(graph: TfliteGraph, { input, outputs }: TflitePorts): TfliteOperator[] {
  const needed = new Set(outputs);
  const kept: TfliteOperator[] = [];
  for (const operator of [...graph.operators].reverse()) {
    if (!needed.has(operator.outputs[0]) || operator.outputs[0] === input) continue;
    for (const tensor of operator.inputs) needed.add(tensor);
    kept.push(operator);
  }
  return kept.reverse();
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
