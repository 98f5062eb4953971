import { type HeadModel, skinTriangles } from '../../head/head-model.ts';
import { uvTriangles } from '../mesh/head-mesh.ts';
import { type CoveredTexels, coverTexels } from '../raster/covered-texels.ts';
import { forEachTexel, onceATexel, type VisitTexel } from '../raster/uv-raster.ts';

/** A head, and the texels of its skin. */
export interface RasteredSkin {
  readonly head: HeadModel;
  /** Of {@link coveredSkin}. */
  readonly covered: CoveredTexels;
}

/** Texels of a head's skin, for those who go through all of them again and again. */
export function coveredSkin(head: HeadModel, size: number): CoveredTexels {
  const order = Array.from({ length: skinTriangles(head).length / 3 }, (_, t) => t);
  return coverTexels({ uvs: head.uvs, corners: uvTriangles(head) }, size, order);
}

/**
 * Calls back for the texels of a head's skin, triangle by triangle, once for each.
 * @param visitorOf what is called for a triangle's texels, told its vertices [3]; null passes it over
 */
export function forEachSkinTexel(
  head: HeadModel,
  size: number,
  visitorOf: (vertices: Uint32Array) => VisitTexel | null,
): void {
  const triangles = skinTriangles(head);
  const uvs = uvTriangles(head);
  const once = onceATexel(size);
  for (let t = 0; t < triangles.length; t += 3) {
    const visit = visitorOf(triangles.subarray(t, t + 3));
    if (visit === null) continue;
    const corners = [0, 1, 2].map((k) => ({
      x: head.uvs[2 * uvs[t + k]] * size,
      y: head.uvs[2 * uvs[t + k] + 1] * size,
    }));
    forEachTexel(corners, size, once(visit));
  }
}
