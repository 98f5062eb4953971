import { trianglesWhere } from '../../../src/geometry/mesh/mesh.ts';
import type { TriangleMesh } from '../../../src/geometry/mesh/triangle-mesh.ts';
import { applySimilarity, type Similarity } from '../../../src/geometry/similarity.ts';
import { type HeadModel, outerSkin } from '../../../src/head/head-model.ts';

/** The front of a head as depth cameras leave it: one sheet, open behind, which is a face from behind too. */
export function faceShell(head: HeadModel): TriangleMesh {
  const depth = (v: number): number => head.template[3 * v + 2];
  const nearest = Math.max(...Array.from({ length: head.vertexCount }, (_, v) => depth(v)));
  return { positions: head.template, triangles: trianglesWhere(outerSkin(head), (v) => depth(v) > nearest - 90) };
}

/** A mesh elsewhere, its triangles wound as they are or the other way. */
export function movedMesh(
  { positions, triangles }: TriangleMesh,
  similarity: Similarity,
  winding: 'kept' | 'reversed',
): TriangleMesh {
  return {
    positions: applySimilarity(similarity, positions),
    triangles: winding === 'kept' ? triangles : triangles.slice().reverse(),
  };
}
