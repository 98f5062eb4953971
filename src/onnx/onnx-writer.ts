/** Integers and lists of integers stand for themselves. */
export type OnnxAttribute = number | readonly number[] | { readonly float: number } | { readonly text: string };

/** Just enough of ONNX's protobuf (onnx.proto3) to write a float network. */
export interface OnnxNode {
  readonly type: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, OnnxAttribute>>;
}

export interface OnnxTensor {
  readonly name: string;
  readonly dims: readonly number[];
  /** Half floats lie as the 16 bits of each. */
  readonly values: Float32Array | Uint16Array | Uint8Array | BigInt64Array;
}

/** Nodes and weights of a network in the making. */
export interface OnnxPieces {
  readonly nodes: OnnxNode[];
  readonly initializers: OnnxTensor[];
}

export interface OnnxPort {
  readonly name: string;
  /** A name stands for a size that each run chooses. */
  readonly dims: readonly (number | string)[];
}

export interface OnnxGraph {
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxTensor[];
  readonly inputs: readonly OnnxPort[];
  readonly outputs: readonly OnnxPort[];
}

/** TensorProto.DataType */
export const FLOAT = 1;
const UINT8 = 2;
const INT64 = 7;
const FLOAT16 = 10;
/** Version of the operators: 13 for all but what names a newer one. */
const DEFAULT_OPSET = 13;

export function encodeOnnx(graph: OnnxGraph, opsetVersion = DEFAULT_OPSET): Uint8Array {
  const body = [
    ...graph.nodes.map((node) => message(1, encodeNode(node))),
    text(2, 'graph'),
    ...graph.initializers.map((tensor) => message(5, encodeTensor(tensor))),
    ...graph.inputs.map((port) => message(11, encodePort(port))),
    ...graph.outputs.map((port) => message(12, encodePort(port))),
  ];
  const opset = Buffer.concat([text(1, ''), varintField(2, opsetVersion)]);
  return Buffer.concat([varintField(1, 8), text(2, 'asm-fit'), message(7, Buffer.concat(body)), message(8, opset)]);
}

function encodeNode(node: OnnxNode): Buffer {
  const attributes = Object.entries(node.attributes ?? {}).map(([name, value]) => {
    return message(5, Buffer.concat([text(1, name), ...encodeAttribute(value)]));
  });
  return Buffer.concat([
    ...node.inputs.map((name) => text(1, name)),
    ...node.outputs.map((name) => text(2, name)),
    text(4, node.type),
    ...attributes,
  ]);
}

function encodeAttribute(value: OnnxAttribute): Buffer[] {
  if (typeof value === 'number') return [varintField(3, value), varintField(20, 2)];
  if ('length' in value) return [...value.map((item) => varintField(8, item)), varintField(20, 7)];
  if ('float' in value) {
    const bytes = Buffer.alloc(4);
    bytes.writeFloatLE(value.float);
    return [varint((2 << 3) | 5), bytes, varintField(20, 1)];
  }
  return [text(4, value.text), varintField(20, 3)];
}

function encodeTensor(tensor: OnnxTensor): Buffer {
  const { values } = tensor;
  return Buffer.concat([
    ...tensor.dims.map((dim) => varintField(1, dim)),
    varintField(2, dataType(values)),
    text(8, tensor.name),
    message(9, Buffer.from(values.buffer, values.byteOffset, values.byteLength)),
  ]);
}

function dataType(values: OnnxTensor['values']): number {
  if (values instanceof Float32Array) return FLOAT;
  if (values instanceof Uint16Array) return FLOAT16;
  return values instanceof Uint8Array ? UINT8 : INT64;
}

function encodePort(port: OnnxPort): Buffer {
  const shape = Buffer.concat(
    port.dims.map((dim) => message(1, typeof dim === 'number' ? varintField(1, dim) : text(2, dim))),
  );
  const tensorType = Buffer.concat([varintField(1, FLOAT), message(2, shape)]);
  return Buffer.concat([text(1, port.name), message(2, message(1, tensorType))]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  do {
    const low = Number(rest & 127n);
    rest >>= 7n;
    bytes.push(rest > 0n ? low | 128 : low);
  } while (rest > 0n);
  return Buffer.from(bytes);
}

function varintField(field: number, value: number): Buffer {
  return Buffer.concat([varint(field << 3), varint(value)]);
}

function message(field: number, content: Uint8Array): Buffer {
  return Buffer.concat([varint((field << 3) | 2), varint(content.length), content]);
}

function text(field: number, content: string): Buffer {
  return message(field, Buffer.from(content, 'utf8'));
}
