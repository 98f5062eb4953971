import { triangleNormal } from '../geometry/mesh/mesh.ts';
import type { TriangleMesh } from '../geometry/mesh/triangle-mesh.ts';
import type { Kernels } from '../kernels/kernel.ts';
import { boundaryVertices, closestOnSurface, createTargetSurface } from './target-surface.ts';

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
    const members = Array.from(axes.keys()).filter((t) => axes[t] === axis);
    const asking = Array.from({ length: count }, (_, q) => q).filter(
      (q) => (axis < 3 ? 1 : -1) * normals[3 * q + (axis % 3)] >= MIN_COSINE,
    );
    if (members.length === 0 || asking.length === 0) continue;
    const part = Uint32Array.from(members.flatMap((t) => Array.from(triangles.subarray(3 * t, 3 * t + 3))));
    const places = Float64Array.from(asking.flatMap((q) => Array.from(queries.subarray(3 * q, 3 * q + 3))));
    const hits = closestOnSurface(kernels, { ...createTargetSurface(positions, part), boundary }, places);
    asking.forEach((q, i) => {
      let square = 0;
      for (let k = 0; k < 3; k++) square += (places[3 * i + k] - hits.points[3 * i + k]) ** 2;
      if (square >= squares[q]) return;
      squares[q] = square;
      out.triangle[q] = members[hits.triangle[i]];
      out.barycentric.set(hits.barycentric.subarray(3 * i, 3 * i + 3), 3 * q);
      out.points.set(hits.points.subarray(3 * i, 3 * i + 3), 3 * q);
      out.onBoundary[q] = hits.onBoundary[i];
    });
  }
  return out;
}

/** The axis that each triangle's normal is nearest to: +x, +y, +z, -x, -y, -z [T]. */
function facedAxes(p: Float64Array, triangles: Uint32Array): Uint8Array {
  return Uint8Array.from({ length: triangles.length / 3 }, (_, t) => {
    const normal = triangleNormal(p, triangles[3 * t], triangles[3 * t + 1], triangles[3 * t + 2]);
    const size = normal.map(Math.abs);
    const k = size.indexOf(Math.max(...size));
    return normal[k] >= 0 ? k : k + 3;
  });
}
