import { applySubdivision, catmullClark, splitQuads } from '../../geometry/mesh/catmull-clark.ts';
import { triangulate } from '../../geometry/mesh/mesh.ts';
import { linearUvs } from '../../geometry/mesh/subdivide-uvs.ts';
import type { HeadModel } from '../../head/head-model.ts';
import { forEachTexel, onceATexel } from '../raster/uv-raster.ts';

/** About a millimetre between vertices then: a map's slopes, constant over a triangle, show no facets. */
const LEVELS = 2;

/**
 * A function of the skin's vertices over the texture as smooth as the subdivided skin is, 0 where no skin lies: its values are
 * subdivided as positions are (Catmull and Clark) and run linearly between those.
 * @param values [skin vertices] @returns [size, size]
 */
export function smoothVertexMap(head: HeadModel, values: Float64Array, size: number): Float32Array {
  const [skin] = head.parts;
  let quads: Uint32Array = head.quads.subarray(0, 4 * skin.quadCount);
  let uvQuads: Uint32Array = head.uvQuads.subarray(0, 4 * skin.quadCount);
  let uvs: Float64Array = head.uvs;
  let fine = values;
  for (let level = 0; level < LEVELS; level++) {
    const surface = catmullClark(fine.length, quads);
    const chart = splitQuads(uvs.length / 2, uvQuads);
    uvs = linearUvs(uvs, uvQuads, chart.quads, chart.vertexCount);
    fine = applySubdivision(surface, fine, 1);
    quads = surface.quads;
    uvQuads = chart.quads;
  }
  const triangles = triangulate(quads);
  const uvTriangles = triangulate(uvQuads);
  const out = new Float32Array(size * size);
  const once = onceATexel(size);
  for (let t = 0; t < triangles.length; t += 3) {
    const [a, b, c] = triangles.subarray(t, t + 3);
    const corners = [0, 1, 2].map((k) => ({
      x: uvs[2 * uvTriangles[t + k]] * size,
      y: uvs[2 * uvTriangles[t + k] + 1] * size,
    }));
    forEachTexel(
      corners,
      size,
      once((texel, w) => {
        out[texel] = w[0] * fine[a] + w[1] * fine[b] + w[2] * fine[c];
      }),
    );
  }
  return out;
}
