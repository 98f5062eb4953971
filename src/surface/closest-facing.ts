import { triangleNormal } from '../geometry/mesh/mesh.ts';
import type { TriangleMesh } from '../geometry/mesh/triangle-mesh.ts';
import { buildTriangleTree } from '../geometry/mesh/triangle-tree.ts';
import type { Kernels } from '../kernels/kernel.ts';
import { closestPoints } from './closest-points.ts';
import { barycentricOf, boundaryVertices, liesOnBoundary } from './target-surface.ts';

/** Surfaces that face apart more than this do not belong together. */
const MIN_COSINE = 0.3;

/** Points with the directions that they face [Q, 3] each. */
export interface OrientedPoints {
  readonly points: Float64Array;
  readonly normals: Float64Array;
}

/** Nearest places; what no triangle faces is infinitely far. */
export interface FacingHits {
  /** Into the triangles asked for [Q] */
  readonly triangle: Uint32Array;
  readonly barycentric: Float64Array;
  readonly points: Float64Array;
  readonly onBoundary: Uint8Array;
}

/**
 * Nearest places on those parts of a surface that face as the queries do: in a nostril the nearest skin is often the
 * outside of its wing. Triangles are sorted by the axis that they face; a query looks at the axes that it faces itself.
 */
export function closestFacing(
  kernels: Kernels,
  { positions, triangles }: TriangleMesh,
  { points: queries, normals }: OrientedPoints,
): FacingHits {
  const count = queries.length / 3;
  const out = {
    triangle: new Uint32Array(count),
    barycentric: new Float64Array(3 * count),
    points: new Float64Array(3 * count).fill(Number.POSITIVE_INFINITY),
    onBoundary: new Uint8Array(count),
  };
  const squares = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
  const boundary = boundaryVertices(positions.length / 3, triangles);
  const axes = facedAxes(positions, triangles);
  for (let axis = 0; axis < 6; axis++) {
    const members = indicesWhere(axes.length, (t) => axes[t] === axis);
    const sign = axis < 3 ? 1 : -1;
    const asking = indicesWhere(count, (q) => sign * normals[3 * q + (axis % 3)] >= MIN_COSINE);
    if (members.length === 0 || asking.length === 0) continue;
    const part = new Uint32Array(3 * members.length);
    members.forEach((t, i) => {
      for (let k = 0; k < 3; k++) part[3 * i + k] = triangles[3 * t + k];
    });
    const places = new Float64Array(3 * asking.length);
    asking.forEach((q, i) => {
      for (let k = 0; k < 3; k++) places[3 * i + k] = queries[3 * q + k];
    });
    const searched = { positions, triangles: part, tree: buildTriangleTree(positions, part) };
    const hits = closestPoints(kernels, searched, places);
    asking.forEach((q, i) => {
      let square = 0;
      for (let k = 0; k < 3; k++) square += (places[3 * i + k] - hits.points[3 * i + k]) ** 2;
      if (square >= squares[q]) return;
      squares[q] = square;
      const corners = part.subarray(3 * hits.triangle[i], 3 * hits.triangle[i] + 3);
      const weights = barycentricOf(positions, corners, hits.points, i);
      out.triangle[q] = members[hits.triangle[i]];
      out.barycentric.set(weights, 3 * q);
      for (let k = 0; k < 3; k++) out.points[3 * q + k] = hits.points[3 * i + k];
      out.onBoundary[q] = liesOnBoundary(boundary, corners, weights) ? 1 : 0;
    });
  }
  return out;
}

/** Whole numbers below a count of which something holds. */
function indicesWhere(count: number, holds: (i: number) => boolean): Uint32Array {
  const out = new Uint32Array(count);
  let found = 0;
  for (let i = 0; i < count; i++) if (holds(i)) out[found++] = i;
  return out.subarray(0, found);
}

/** The axis that each triangle's normal is nearest to: +x, +y, +z, -x, -y, -z [T]. */
function facedAxes(p: Float64Array, triangles: Uint32Array): Uint8Array {
  const out = new Uint8Array(triangles.length / 3);
  for (let t = 0; t < out.length; t++) {
    const normal = triangleNormal(p, triangles[3 * t], triangles[3 * t + 1], triangles[3 * t + 2]);
    const [x, y, z] = [Math.abs(normal[0]), Math.abs(normal[1]), Math.abs(normal[2])];
    const k = x >= y && x >= z ? 0 : y >= z ? 1 : 2;
    out[t] = normal[k] >= 0 ? k : k + 3;
  }
  return out;
}
