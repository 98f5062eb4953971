import { type HeadModel, skinTriangles } from '../../head/head-model.ts';
import { uvTriangles } from '../mesh/head-mesh.ts';
import { forEachTexel } from '../raster/uv-raster.ts';

/** A function of the skin's vertices over the texture, 0 where no skin lies. @returns [size, size] */
export function vertexMap(head: HeadModel, size: number, value: (vertex: number) => number): Float32Array {
  const triangles = skinTriangles(head);
  const uvs = uvTriangles(head);
  const out = new Float32Array(size * size);
  for (let t = 0; t < triangles.length; t += 3) {
    const corners = [0, 1, 2].map((c) => ({
      x: head.uvs[2 * uvs[t + c]] * size,
      y: head.uvs[2 * uvs[t + c] + 1] * size,
    }));
    const values = [0, 1, 2].map((c) => value(triangles[t + c]));
    forEachTexel(corners, size, (texel, wa, wb, wc) => {
      out[texel] = wa * values[0] + wb * values[1] + wc * values[2];
    });
  }
  return out;
}
