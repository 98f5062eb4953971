import type { TriangleMesh } from '../../geometry/mesh/triangle-mesh.ts';
import type { Kernels } from '../../kernels/kernel.ts';
import { closestOnSurface, type TargetSurface } from '../../surface/target-surface.ts';
import { windingNumber } from './winding-number.ts';

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
  /** Where in it [Q, 3] */
  readonly barycentric: Float64Array;
}

/** The surface that is looked at, and all of the skin that makes its flesh. */
export interface Flesh {
  readonly surface: TargetSurface;
  readonly skin: Pick<TriangleMesh, 'positions' | 'triangles'>;
}

/**
 * How deep points lie in the flesh behind a surface: the distance to its nearest place where the whole skin winds around
 * the point, 0 elsewhere. The mouth is lined with skin: teeth, gums and tongue lie outside the flesh.
 * @param points [Q, 3] mm
 * @param atLeast points that are nearer to the surface count as outside, mm
 */
export function pierceDepth(
  kernels: Kernels,
  { surface, skin }: Flesh,
  points: ArrayLike<number>,
  atLeast = 0,
): Piercing {
  const { points: nearest, normals, triangle, barycentric } = closestOnSurface(kernels, surface, points);
  const depths = new Float64Array(points.length / 3);
  const ways = new Float64Array(points.length);
  for (let q = 0; q < depths.length; q++) {
    let [along, square] = [0, 0];
    for (let k = 3 * q; k < 3 * q + 3; k++) {
      ways[k] = points[k] - nearest[k];
      along += ways[k] * normals[k];
      square += ways[k] ** 2;
    }
    const distance = Math.sqrt(square);
    if (distance <= atLeast) continue;
    const [u, v, w] = barycentric.subarray(3 * q, 3 * q + 3);
    // Within a triangle its own side tells; at edges and corners, and for what lies behind, the winding number does.
    const before = Math.min(u, v, w) > EDGE ? !isBehind(surface, triangle[q], points, 3 * q) : along >= 0;
    if (!before && windingNumber(skin, points, 3 * q) > INSIDE) depths[q] = distance;
  }
  return { depths, ways, triangle, barycentric };
}

/** Whether a point lies behind a triangle's plane. */
function isBehind(
  { positions: p, triangles }: TargetSurface,
  triangle: number,
  points: ArrayLike<number>,
  i: number,
): boolean {
  const [a, b, c] = [0, 1, 2].map((k) => 3 * triangles[3 * triangle + k]);
  const [ux, uy, uz] = [p[b] - p[a], p[b + 1] - p[a + 1], p[b + 2] - p[a + 2]];
  const [vx, vy, vz] = [p[c] - p[a], p[c + 1] - p[a + 1], p[c + 2] - p[a + 2]];
  const side =
    (uy * vz - uz * vy) * (points[i] - p[a]) +
    (uz * vx - ux * vz) * (points[i + 1] - p[a + 1]) +
    (ux * vy - uy * vx) * (points[i + 2] - p[a + 2]);
  return side < 0;
}
