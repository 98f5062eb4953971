import { vertexNormals } from '../../../geometry/mesh/mesh.ts';
import { type HeadModel, skinTriangles } from '../../../head/head-model.ts';
import { onPrimitive, skinSurface } from '../rig-primitives.ts';
import { primitiveNormals } from './primitive-normals.ts';

/**
 * Normals of a skin without the relief that its vertices hold: those that a normal map of the relief is told against, or it
 * would be seen twice.
 * @param positions with the relief [V, 3] mm @param relief along the normals [skin vertices] mm
 * @returns [primitive's vertices, 3]
 */
export function normalsWithoutRelief(head: HeadModel, positions: Float64Array, relief: Float64Array): Float32Array {
  const { normals } = vertexNormals(positions, skinTriangles(head));
  const smooth = Float64Array.from(
    { length: 3 * relief.length },
    (_, i) => positions[i] - relief[Math.floor(i / 3)] * normals[i],
  );
  const skin = skinSurface(head);
  return primitiveNormals({ ...skin, positions: onPrimitive(skin, smooth, 3) }).rest;
}
