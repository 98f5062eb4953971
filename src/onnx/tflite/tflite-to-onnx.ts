import { halfWeights } from '../half-weights.ts';
import { encodeOnnx, type OnnxGraph, type OnnxNode, type OnnxPieces, type OnnxTensor } from '../onnx-writer.ts';
import { writeConvolution, writeMaxPool, writeTransposedConvolution } from './convolution-nodes.ts';
import { axisOf, writePad, writeReshape, writeResize, writeTranspose } from './layout-nodes.ts';
import { createNodeWriter, type NodeWriter } from './node-writer.ts';
import type { TfliteGraph, TfliteOperator } from './tflite.ts';

/** Tensors between which a network is cut out of a graph. */
export interface TflitePorts {
  readonly input: number;
  readonly outputs: readonly number[];
}

/** The whole graph's own ports. */
function graphPorts(graph: TfliteGraph): TflitePorts {
  return { input: graph.inputs[0], outputs: graph.outputs };
}

/** A whole float TFLite network as {@link convertTfliteToOnnx} has it, its weights stored as half floats. */
export function convertTfliteToHalfOnnx(graph: TfliteGraph): Uint8Array {
  return encodeOnnx(halfWeights(networkBetween(graph, graphPorts(graph))));
}

/**
 * Converts a float TFLite network, or the part of it between two ports, to ONNX. The graph's input stays NHWC and
 * is named `input`; outputs are `output_0`, `output_1`, ... in TFLite's order and layout.
 */
export function convertTfliteToOnnx(graph: TfliteGraph, ports = graphPorts(graph)): Uint8Array {
  return encodeOnnx(networkBetween(graph, ports));
}

function networkBetween(graph: TfliteGraph, ports: TflitePorts): OnnxGraph {
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
  return { nodes, initializers, inputs: [{ name: 'input', dims: graph.tensors[input].shape }], outputs };
}

/**
 * Appends the part of a TFLite network between two ports. TFLite stores activations as NHWC, ONNX wants NCHW: tensor
 * k is named `<prefix>t<k>`, and four-dimensional ones, the ports too, live as NCHW; a reshape goes through NHWC,
 * so that it keeps TFLite's order.
 */
export function appendTflite(pieces: OnnxPieces, graph: TfliteGraph, ports: TflitePorts, prefix: string): void {
  const writer = createNodeWriter(pieces, graph, prefix);
  for (const operator of operatorsBetween(graph, ports)) writeOperator(writer, operator);
}

function writeOperator(writer: NodeWriter, operator: TfliteOperator): void {
  const { graph, name } = writer;
  const [source] = operator.inputs;
  const output = operator.outputs[0];
  const rank = graph.tensors[output].shape.length;
  switch (operator.name) {
    case 'dequantize':
      writer.widen(output, writer.constant(source));
      break;
    case 'conv2d':
    case 'depthwiseConv2d':
      writeConvolution(writer, operator);
      break;
    case 'transposeConv':
      writeTransposedConvolution(writer, operator);
      break;
    case 'maxPool2d':
      writeMaxPool(writer, operator);
      break;
    case 'add':
    case 'mul':
      writer.emit(operator, operator.name === 'add' ? 'Add' : 'Mul', [name(source), operand(writer, operator)]);
      break;
    case 'relu':
      writer.emit(operator, 'Relu', [name(source)]);
      break;
    case 'logistic':
      writer.emit(operator, 'Sigmoid', [name(source)]);
      break;
    case 'softmax':
      writer.emit(operator, 'Softmax', [name(source)], { axis: axisOf(rank, -1) });
      break;
    case 'sum': {
      const axes = Array.from(writer.constant(operator.inputs[1]).values ?? [], (axis) => BigInt(axisOf(rank, axis)));
      const list = writer.add(`x${output}`, [axes.length], BigInt64Array.from(axes));
      writer.emit(operator, 'ReduceSum', [name(source), list], { keepdims: 1 });
      break;
    }
    case 'prelu':
      writer.emit(operator, 'PRelu', [name(source), channels(writer, operator.inputs[1], `s${output}`)]);
      break;
    case 'pad':
      writePad(writer, operator);
      break;
    case 'reshape':
      writeReshape(writer, operator);
      break;
    case 'transpose':
      writeTranspose(writer, operator);
      break;
    case 'resizeBilinear':
    case 'resizeNearest':
      writeResize(writer, operator);
      break;
    case 'concatenation':
      if (rank === 4) throw new Error('4-D concatenation has no conversion');
      writer.emit(operator, 'Concat', operator.inputs.map(name), { axis: operator.axis });
      break;
    default:
      throw new Error(`TFLite operator ${operator.custom?.name ?? operator.name} has no conversion`);
  }
}

/** The second of two operands: an activation, or a number for each channel. */
function operand(writer: NodeWriter, { inputs, outputs }: TfliteOperator): string {
  return writer.graph.tensors[inputs[1]].values === null
    ? writer.name(inputs[1])
    : channels(writer, inputs[1], `o${outputs[0]}`);
}

/** A constant of one number for each channel, as it acts on NCHW. */
function channels(writer: NodeWriter, tensor: number, label: string): string {
  const values = Float32Array.from(writer.constant(tensor).values ?? []);
  return writer.add(label, [values.length, 1, 1], values);
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
