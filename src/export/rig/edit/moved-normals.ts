import { primitiveNormals } from '../normals/primitive-normals.ts';
import type { RigPrimitive } from '../rigged-head.ts';

/**
 * Normals of its own that a primitive has elsewhere: turned as those of its positions, n' = unit(n + m(x') - m(x)).
 * @param positions [V, 3] mm
 */
export function movedNormals(old: RigPrimitive, positions: Float64Array): Float32Array {
  const { normals: own, ...bare } = old;
  if (own === undefined) throw new Error('the primitive has no normals of its own');
  const before = primitiveNormals(bare).rest;
  const after = primitiveNormals({ ...bare, positions }).rest;
  const out = new Float32Array(own.length);
  for (let i = 0; i < out.length; i += 3) {
    const turned = [0, 1, 2].map((k) => own[i + k] + after[i + k] - before[i + k]);
    const length = Math.hypot(...turned);
    for (let k = 0; k < 3; k++) out[i + k] = length > 0 ? turned[k] / length : own[i + k];
  }
  return out;
}
