import type { HeadModel } from '../../head/head-model.ts';
import { objText } from './obj.ts';

/** A head with all its parts as OBJ. @param positions [V, 3] mm */
export function headObj(head: HeadModel, positions: ArrayLike<number>, materials: string): string {
  const groups = head.parts.map((part) => ({
    name: part.name,
    material: part.texture,
    start: part.quadStart,
    count: part.quadCount,
  }));
  return objText({ positions, uvs: head.uvs, quads: head.quads, uvQuads: head.uvQuads, groups }, materials);
}
