import { type EdgeTriangles, edgeTriangles } from '../../../render/mesh/edge-triangles.ts';
import type { RiggedHead } from '../rigged-head.ts';
import { alphaPlane } from './alpha-plane.ts';

/**
 * What is drawn opaque and what is blended of primitives with a soft edge, by their names. Engines sort what is blended by whole
 * meshes and keep no depths of it: hair that were blended as a whole would show its back through its front.
 */
export async function softEdges({
  primitives,
  textures,
}: Pick<RiggedHead, 'primitives' | 'textures'>): Promise<ReadonlyMap<string, EdgeTriangles>> {
  const soft = primitives.filter(({ texture }) => textures[texture]?.alpha === 'soft-edge');
  const split = soft.map(
    async (primitive) =>
      [primitive.name, edgeTriangles(primitive, await alphaPlane(textures[primitive.texture]))] as const,
  );
  return new Map(await Promise.all(split));
}
