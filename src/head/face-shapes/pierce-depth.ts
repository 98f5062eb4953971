import type { TriangleMesh } from '../../geometry/mesh/triangle-mesh.ts';
import type { Kernels } from '../../kernels/kernel.ts';
import { closestOnSurface, type TargetSurface } from '../../surface/target-surface.ts';
import { windingNumber } from './winding-number.ts';

/** A point of an open surface's flesh may see this much less of it than a closed one's. */
const INSIDE = 0.5;

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
    // At a fold normals err; that a point is in the flesh is for the winding number to say.
    if (along < 0 && distance > atLeast && windingNumber(skin, points, 3 * q) > INSIDE) depths[q] = distance;
  }
  return { depths, ways, triangle, barycentric };
}
