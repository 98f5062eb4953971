import { triangleNormal } from '../../geometry/mesh/mesh.ts';
import type { Kernels } from '../../kernels/kernel.ts';
import { closestPoints, type SearchedMesh } from '../../surface/closest-points.ts';
import { barycentricOf } from '../../surface/target-surface.ts';

/** A point of an open surface's flesh may see this much less of it than a closed one's. */
const INSIDE = 0.5;
/** Barycentric weights below this lie on an edge. */
const EDGE = 1e-6;

/** Where points have gone into flesh. */
export interface Piercing {
  /** How deep below the surface each point lies, 0 outside [Q] mm. */
  readonly depths: Float64Array;
  /** From each point's nearest place of the surface to the point [Q, 3] mm. */
  readonly ways: Float64Array;
  /** Triangle of the surface that each is nearest to [Q]. */
  readonly triangle: Uint32Array;
}

/** The surface that is looked at, and all of the skin that makes its flesh. */
export interface Flesh {
  readonly surface: SearchedMesh & {
    /** Of the vertices [V, 3] */
    readonly normals: Float64Array;
  };
  /** How often the skin winds around the point that begins at i of `points`. */
  readonly winding: (points: ArrayLike<number>, i: number) => number;
}

/**
 * How deep points lie in the flesh behind a surface: the distance to its nearest place where the whole skin winds around
 * the point, 0 elsewhere. The mouth is lined with skin: teeth, gums and tongue lie outside the flesh.
 * @param points [Q, 3] mm
 * @param atLeast points that are nearer to the surface count as outside, mm
 */
export function pierceDepth(
  kernels: Kernels,
  { surface, winding }: Flesh,
  points: ArrayLike<number>,
  atLeast = 0,
): Piercing {
  const { points: nearest, triangle } = closestPoints(kernels, surface, points);
  const depths = new Float64Array(points.length / 3);
  const ways = Float64Array.from(nearest, (x, i) => points[i] - x);
  for (let q = 0; q < depths.length; q++) {
    const distance = Math.sqrt(ways[3 * q] ** 2 + ways[3 * q + 1] ** 2 + ways[3 * q + 2] ** 2);
    if (distance <= atLeast) continue;
    const corners = surface.triangles.subarray(3 * triangle[q], 3 * triangle[q] + 3);
    if (isBefore(surface, corners, nearest.subarray(3 * q, 3 * q + 3), ways.subarray(3 * q, 3 * q + 3))) continue;
    if (winding(points, 3 * q) > INSIDE) depths[q] = distance;
  }
  return { depths, ways, triangle };
}

/**
 * Whether a point lies before the surface where that is nearest to it, and so outside: within a triangle its own side
 * tells, at edges and corners the smooth normal. What lies behind may have gone through other skin.
 * @param corners of the nearest triangle @param nearest [3] @param way from there to the point [3]
 */
function isBefore(
  { positions, normals }: Flesh['surface'],
  corners: Uint32Array,
  nearest: Float64Array,
  way: Float64Array,
): boolean {
  const weights = barycentricOf(positions, corners, nearest, 0);
  const inside = Math.min(...weights) > EDGE;
  const own = triangleNormal(positions, corners[0], corners[1], corners[2]);
  let along = 0;
  for (let k = 0; k < 3; k++)
    along += way[k] * (inside ? own[k] : weights.reduce((sum, w, c) => sum + w * normals[3 * corners[c] + k], 0));
  return along >= 0;
}
