import { type HeadModel, skinTriangles } from '../../../head/head-model.ts';
import { uvTriangles } from '../../mesh/head-mesh.ts';
import { forEachTexel } from '../../raster/uv-raster.ts';

/** 1 for texels of the outer skin, 0 inside the mouth and the sockets and beside the charts [size, size]. */
export function outerTexels(head: HeadModel, size: number): Uint8Array {
  const { mouth, sockets } = head.regions;
  const triangles = skinTriangles(head);
  const uvs = uvTriangles(head);
  const out = new Uint8Array(size * size);
  for (let t = 0; t < triangles.length; t += 3) {
    const inside = [0, 1, 2].some((k) => mouth[triangles[t + k]] === 1 || sockets[triangles[t + k]] === 1);
    if (inside) continue;
    const corners = [0, 1, 2].map((k) => ({
      x: head.uvs[2 * uvs[t + k]] * size,
      y: head.uvs[2 * uvs[t + k] + 1] * size,
    }));
    forEachTexel(corners, size, (texel) => {
      out[texel] = 1;
    });
  }
  return out;
}
