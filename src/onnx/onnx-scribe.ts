import type { OnnxNode, OnnxPieces } from './onnx-writer.ts';

/** Writes ONNX as one reads it: every call appends a node or a constant and gives its name back. */
export interface OnnxScribe {
  op(type: string, inputs: readonly string[], output: string, attributes?: OnnxNode['attributes']): string;
  integers(name: string, values: readonly number[]): string;
  tensor(name: string, dims: readonly number[], values: ArrayLike<number>): string;
  bytes(name: string, dims: readonly number[], values: Uint8Array): string;
  scalar(name: string, value: number): string;
}

/** @throws {Error} a name that is taken */
export function onnxScribe({ nodes, initializers }: OnnxPieces): OnnxScribe {
  const claim = (name: string): string => {
    if (initializers.some((tensor) => tensor.name === name)) throw new Error(`ONNX constant ${name} must be new`);
    return name;
  };
  const tensor = (name: string, dims: readonly number[], values: ArrayLike<number>): string => {
    initializers.push({ name: claim(name), dims, values: Float32Array.from(values) });
    return name;
  };
  return {
    op(type, inputs, output, attributes = {}) {
      nodes.push({ type, inputs, outputs: [output], attributes });
      return output;
    },
    integers(name, values) {
      initializers.push({ name: claim(name), dims: [values.length], values: BigInt64Array.from(values, BigInt) });
      return name;
    },
    tensor,
    bytes(name, dims, values) {
      initializers.push({ name: claim(name), dims, values });
      return name;
    },
    scalar: (name, value) => tensor(name, [1], [value]),
  };
}
