import { type FbxNode, type FbxProperty, fbxNode, float64, int64, withChildren } from './fbx-node.ts';

/** A list of typed properties: `Properties70`. */
export function properties70(...properties: readonly FbxNode[]): FbxNode {
  return withChildren(fbxNode('Properties70'), ...properties);
}

interface PropertyKind {
  readonly type: string;
  readonly label: string;
  /** `A` where it can be animated. */
  readonly flags: string;
}

function p(name: string, { type, label, flags }: PropertyKind, ...values: readonly FbxProperty[]): FbxNode {
  return fbxNode('P', name, type, label, flags, ...values);
}

export function intProperty(name: string, value: number): FbxNode {
  return p(name, { type: 'int', label: 'Integer', flags: '' }, { type: 'I', value });
}

export function enumProperty(name: string, value: number): FbxNode {
  return p(name, { type: 'enum', label: '', flags: '' }, { type: 'I', value });
}

export function boolProperty(name: string, value: boolean): FbxNode {
  return p(name, { type: 'bool', label: '', flags: '' }, { type: 'I', value: value ? 1 : 0 });
}

export function numberProperty(name: string, value: number): FbxNode {
  return p(name, { type: 'double', label: 'Number', flags: '' }, float64(value));
}

export function textProperty(name: string, value: string): FbxNode {
  return p(name, { type: 'KString', label: '', flags: '' }, { type: 'S', value });
}

export function timeProperty(name: string, value: number): FbxNode {
  return p(name, { type: 'KTime', label: 'Time', flags: '' }, int64(value));
}

/** Three numbers that stay as they are, such as `PreRotation`. */
export function vectorProperty(name: string, [x, y, z]: readonly [number, number, number]): FbxNode {
  return p(name, { type: 'Vector3D', label: 'Vector', flags: '' }, float64(x), float64(y), float64(z));
}

/** One of a model's own `Lcl Translation`, `Lcl Rotation` and `Lcl Scaling`. */
export function localProperty(name: string, [x, y, z]: readonly [number, number, number]): FbxNode {
  return p(name, { type: name, label: '', flags: 'A' }, float64(x), float64(y), float64(z));
}

export function colorProperty(name: string, [r, g, b]: readonly [number, number, number]): FbxNode {
  return p(name, { type: 'Color', label: '', flags: 'A' }, float64(r), float64(g), float64(b));
}

/** A number that can be animated. */
export function animatedNumber(name: string, value: number): FbxNode {
  return p(name, { type: 'Number', label: '', flags: 'A' }, float64(value));
}
