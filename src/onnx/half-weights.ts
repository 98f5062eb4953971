import { floatToHalf } from './half-float.ts';
import { FLOAT, type OnnxGraph, type OnnxNode, type OnnxTensor } from './onnx-writer.ts';

/** Shorter lists are not worth a node. */
const MIN_VALUES = 64;

/** A network whose weights are stored as half floats, and cast when it is opened: half the bytes, computed in full. */
export function halfWeights(graph: OnnxGraph): OnnxGraph {
  const casts: OnnxNode[] = [];
  const initializers = graph.initializers.map((tensor): OnnxTensor => {
    const { name, dims, values } = tensor;
    if (!(values instanceof Float32Array) || values.length < MIN_VALUES) return tensor;
    const half = `${name}_half`;
    casts.push({ type: 'Cast', inputs: [half], outputs: [name], attributes: { to: FLOAT } });
    return { name: half, dims, values: Uint16Array.from(values, floatToHalf) };
  });
  return { ...graph, initializers, nodes: [...casts, ...graph.nodes] };
}
