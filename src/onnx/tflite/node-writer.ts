import type { OnnxAttribute, OnnxNode, OnnxPieces } from '../onnx-writer.ts';
import type { TfliteGraph, TfliteOperator, TfliteTensor } from './tflite.ts';

/** Writes a TFLite network's operators as ONNX nodes. */
export interface NodeWriter {
  readonly graph: TfliteGraph;
  /** Of an activation; four-dimensional ones live as NCHW. */
  name(tensor: number): string;
  /** @throws {Error} it is no constant */
  constant(tensor: number): TfliteTensor;
  /** Makes a constant of a dequantized one. */
  widen(tensor: number, values: TfliteTensor): void;
  /** @returns the initializer's name */
  add(label: string, dims: readonly number[], values: Float32Array | BigInt64Array): string;
  /** One node, and what is fused into it. @param inputs by name */
  emit(
    operator: TfliteOperator,
    type: string,
    inputs: readonly string[],
    attributes?: Readonly<Record<string, OnnxAttribute>>,
  ): void;
  push(node: OnnxNode): void;
  /** A transposition. @returns the output's name */
  transposed(input: string, output: string, perm: readonly number[]): string;
}

/** @param prefix of all names, so that several networks may lie in one graph */
export function createNodeWriter({ nodes, initializers }: OnnxPieces, graph: TfliteGraph, prefix: string): NodeWriter {
  // Half floats that the graph dequantizes are widened when they are read.
  const widened = new Map<number, TfliteTensor>();
  const name = (tensor: number): string => `${prefix}t${tensor}`;
  return {
    graph,
    name,
    constant(tensor) {
      const found = widened.get(tensor) ?? graph.tensors[tensor];
      if (found.values === null) throw new Error(`tensor ${tensor} must be constant`);
      return found;
    },
    widen(tensor, values) {
      widened.set(tensor, values);
    },
    add(label, dims, values) {
      initializers.push({ name: `${prefix}${label}`, dims, values });
      return `${prefix}${label}`;
    },
    emit(operator, type, inputs, attributes = {}) {
      const output = name(operator.outputs[0]);
      if (!operator.fusedRelu) {
        nodes.push({ type, inputs, outputs: [output], attributes });
        return;
      }
      nodes.push({ type, inputs, outputs: [`${output}_linear`], attributes });
      nodes.push({ type: 'Relu', inputs: [`${output}_linear`], outputs: [output] });
    },
    push(node) {
      nodes.push(node);
    },
    transposed(input, output, perm) {
      nodes.push({ type: 'Transpose', inputs: [input], outputs: [output], attributes: { perm } });
      return output;
    },
  };
}
