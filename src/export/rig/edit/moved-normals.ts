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
  const out = own.slice();
  for (let i = 0; i < out.length; i += 3) {
    if ([0, 1, 2].every((k) => after[i + k] === before[i + k])) continue;
    const turned = [0, 1, 2].map((k) => own[i + k] + after[i + k] - before[i + k]);
    const length = Math.hypot(...turned);
    if (length > 0) for (let k = 0; k < 3; k++) out[i + k] = turned[k] / length;
  }
  return out;
}
