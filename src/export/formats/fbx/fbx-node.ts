/** A property of a node: its type's letter in the file, and its value. */
export type FbxProperty =
  | { readonly type: 'C'; readonly value: boolean }
  | { readonly type: 'I' | 'D'; readonly value: number }
  | { readonly type: 'L'; readonly value: number }
  | { readonly type: 'S'; readonly value: string }
  | { readonly type: 'R'; readonly value: Uint8Array }
  | { readonly type: 'i'; readonly value: Int32Array }
  | { readonly type: 'l'; readonly value: BigInt64Array }
  | { readonly type: 'f'; readonly value: Float32Array }
  | { readonly type: 'd'; readonly value: Float64Array };

/** A node of an FBX file: a name, properties, and a list of nodes where it has one, be it empty. */
export interface FbxNode {
  readonly name: string;
  readonly properties: readonly FbxProperty[];
  readonly children?: readonly FbxNode[];
}

/** @param value a whole number of 32 bits, a text, an array, or bytes */
export function fbxNode(name: string, ...values: readonly (FbxProperty | number | string | NumberArray)[]): FbxNode {
  return { name, properties: values.map(propertyOf) };
}

type NumberArray = Int32Array | BigInt64Array | Float32Array | Float64Array | Uint8Array;

function propertyOf(value: FbxProperty | number | string | NumberArray): FbxProperty {
  if (typeof value === 'number') return { type: 'I', value };
  if (typeof value === 'string') return { type: 'S', value };
  if (value instanceof Int32Array) return { type: 'i', value };
  if (value instanceof BigInt64Array) return { type: 'l', value };
  if (value instanceof Float32Array) return { type: 'f', value };
  if (value instanceof Float64Array) return { type: 'd', value };
  if (value instanceof Uint8Array) return { type: 'R', value };
  return value;
}

/** A number that names an object, or a time: a whole one of 64 bits. */
export function int64(value: number): FbxProperty {
  return { type: 'L', value };
}

export function float64(value: number): FbxProperty {
  return { type: 'D', value };
}

export function withChildren(node: FbxNode, ...children: readonly FbxNode[]): FbxNode {
  return { ...node, children: [...(node.children ?? []), ...children] };
}

/** `name::class` as the binary file has it. */
export function objectName(name: string, kind: string): string {
  return `${name}\0\u0001${kind}`;
}
