import type { HeadModel } from '../../head/head-model.ts';
import type { RigSurface } from './rigged-head.ts';

/** A head with all its parts, a group each. @param positions [V, 3] mm */
export function headSurface(head: HeadModel, positions: Float64Array): RigSurface {
  const groups = head.parts.map((part) => ({
    name: part.name,
    material: part.texture,
    start: part.quadStart,
    count: part.quadCount,
  }));
  return { positions, uvs: head.uvs, quads: head.quads, uvQuads: head.uvQuads, groups };
}
