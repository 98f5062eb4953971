import type { TriangleMesh } from '../geometry/mesh/triangle-mesh.ts';
import type { TriangleTree } from '../geometry/mesh/triangle-tree.ts';
import { CLOSEST_POINT } from '../kernels/jobs/points/closest-point.ts';
import { indexCopy, type Kernels, realCopy } from '../kernels/kernel.ts';
import { shareOut } from '../kernels/runtime/share-out.ts';

/** Triangles to look for points on. */
export interface SearchedMesh extends Pick<TriangleMesh, 'positions' | 'triangles'> {
  readonly tree: TriangleTree;
}

/** Nearest points of a mesh. */
export interface ClosestPoints {
  /** [Q, 3] */
  readonly points: Float64Array;
  /** The triangle that each lies in [Q] */
  readonly triangle: Uint32Array;
}

const PARTS = 8;
/** So few points take less than waking another thread does. */
const POINTS_A_PART = 32;

/** @param queries [Q, 3] */
export function closestPoints(
  kernels: Kernels,
  { positions, triangles, tree }: SearchedMesh,
  queries: ArrayLike<number>,
): ClosestPoints {
  const { memory } = kernels;
  const mark = memory.mark();
  const count = queries.length / 3;
  const points = memory.room(3 * count);
  const nearest = memory.index(count);
  const job = {
    queries: realCopy(memory, queries),
    positions: realCopy(memory, positions),
    triangles: indexCopy(memory, triangles),
    bounds: realCopy(memory, tree.bounds),
    nodes: indexCopy(memory, tree.nodes),
    order: indexCopy(memory, tree.order),
    points,
    squares: memory.room(count),
    nearest,
  };
  kernels.run(
    CLOSEST_POINT,
    shareOut(count, Math.min(PARTS, Math.ceil(count / POINTS_A_PART))).map((range) => ({ ...job, ...range })),
  );
  const found = { points: Float64Array.from(points), triangle: nearest.slice() };
  memory.release(mark);
  return found;
}
