import { vertexNeighbours } from '../../geometry/mesh/mesh.ts';
import { skinTriangles } from '../head-model.ts';
import { onceAHead } from '../once-a-head.ts';

/** Neighbours of each skin vertex along the edges of its triangles. */
export const skinNeighbours = onceAHead((head): readonly Uint32Array[] =>
  vertexNeighbours(head.parts[0].vertexCount, skinTriangles(head), 3),
);
