import { vertexNormals } from '../geometry/mesh/mesh.ts';
import { buildTriangleTree, type TriangleTree } from '../geometry/mesh/triangle-tree.ts';
import type { Kernels } from '../kernels/kernel.ts';
import { type ClosestPoints, closestPoints } from './closest-points.ts';

/** A mesh that others are brought onto. */
export interface TargetSurface {
  /** [V, 3] */
  readonly positions: Float64Array;
  /** [T, 3] */
  readonly triangles: Uint32Array;
  /** Unit normals of the vertices [V, 3] */
  readonly normals: Float64Array;
  /** 1 at vertices of open edges [V]: what lies beyond them has no nearest point worth the name. */
  readonly boundary: Uint8Array;
  readonly tree: TriangleTree;
}

/** Nearest points of a surface. */
export interface SurfaceHits extends ClosestPoints {
  /** Of the points within their triangles [Q, 3] */
  readonly barycentric: Float64Array;
  /** Smooth normals there [Q, 3] */
  readonly normals: Float64Array;
  /** 1 where the point lies on an open edge [Q] */
  readonly onBoundary: Uint8Array;
}

const EDGE = 1e-4;

export function createTargetSurface(positions: Float64Array, triangles: Uint32Array): TargetSurface {
  return {
    positions,
    triangles,
    normals: vertexNormals(positions, triangles).normals,
    boundary: boundaryVertices(positions.length / 3, triangles),
    tree: buildTriangleTree(positions, triangles),
  };
}

/** 1 at the vertices of edges that one triangle alone has [V]. */
export function boundaryVertices(vertexCount: number, triangles: Uint32Array): Uint8Array {
  const sides = new Map<number, number>();
  const key = (a: number, b: number): number => Math.min(a, b) * vertexCount + Math.max(a, b);
  for (let i = 0; i < triangles.length; i++) {
    const next = i % 3 === 2 ? i - 2 : i + 1;
    const edge = key(triangles[i], triangles[next]);
    sides.set(edge, (sides.get(edge) ?? 0) + 1);
  }
  const out = new Uint8Array(vertexCount);
  for (const [edge, count] of sides)
    if (count === 1) {
      out[edge % vertexCount] = 1;
      out[Math.floor(edge / vertexCount)] = 1;
    }
  return out;
}

/** @param queries [Q, 3] */
export function closestOnSurface(kernels: Kernels, surface: TargetSurface, queries: ArrayLike<number>): SurfaceHits {
  const count = queries.length / 3;
  const hits = {
    ...closestPoints(kernels, surface, queries),
    barycentric: new Float64Array(3 * count),
    normals: new Float64Array(3 * count),
    onBoundary: new Uint8Array(count),
  };
  const { positions: p, triangles, normals, boundary } = surface;
  for (let q = 0; q < count; q++) {
    const corners = triangles.subarray(3 * hits.triangle[q], 3 * hits.triangle[q] + 3);
    const weights = barycentricOf(p, corners, hits.points, q);
    hits.barycentric.set(weights, 3 * q);
    let square = 0;
    for (let k = 0; k < 3; k++) {
      const n = weights.reduce((sum, w, c) => sum + w * normals[3 * corners[c] + k], 0);
      hits.normals[3 * q + k] = n;
      square += n * n;
    }
    const scale = square > 0 ? 1 / Math.sqrt(square) : 0;
    for (let k = 0; k < 3; k++) hits.normals[3 * q + k] *= scale;
    hits.onBoundary[q] = liesOnBoundary(boundary, corners, weights) ? 1 : 0;
  }
  return hits;
}

/** Whether a point of a triangle lies on an open edge. @param boundary of {@link boundaryVertices} @param weights barycentric */
export function liesOnBoundary(boundary: Uint8Array, corners: Uint32Array, weights: readonly number[]): boolean {
  return weights.some((w) => w < EDGE) && weights.every((w, c) => w < EDGE || boundary[corners[c]] === 1);
}

/** The vertex of each hit's triangle that it is nearest to [Q]. */
export function nearestCorners({ triangles }: TargetSurface, { triangle, barycentric }: SurfaceHits): Uint32Array {
  return triangle.map((t, i) => {
    const weights = barycentric.subarray(3 * i, 3 * i + 3);
    return triangles[3 * t + weights.indexOf(Math.max(...weights))];
  });
}

/** Barycentric weights of a point in a triangle's plane, kept within the triangle. @param q which of `points` */
export function barycentricOf(
  p: Float64Array,
  [a, b, c]: Uint32Array,
  points: Float64Array,
  q: number,
): [number, number, number] {
  let [uu, uv, vv, wu, wv] = [0, 0, 0, 0, 0];
  for (let k = 0; k < 3; k++) {
    const u = p[3 * b + k] - p[3 * a + k];
    const v = p[3 * c + k] - p[3 * a + k];
    const w = points[3 * q + k] - p[3 * a + k];
    uu += u * u;
    uv += u * v;
    vv += v * v;
    wu += w * u;
    wv += w * v;
  }
  const area = uu * vv - uv * uv;
  if (!(area > 0)) return [1, 0, 0];
  const s = Math.min(1, Math.max(0, (vv * wu - uv * wv) / area));
  const t = Math.min(1 - s, Math.max(0, (uu * wv - uv * wu) / area));
  return [1 - s - t, s, t];
}
