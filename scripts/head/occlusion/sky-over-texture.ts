import type { HeadPart } from '../../../src/head/head-model.ts';
import { type ShapedHead, uvTriangles } from '../../../src/render/mesh/head-mesh.ts';
import { forEachTexel } from '../../../src/render/raster/uv-raster.ts';
import { ambientOcclusion } from './ambient-occlusion.ts';

/**
 * The share of the sky that a part sees (ambient-occlusion.ts) over its texture. Where both halves of a part share texels the larger counts.
 * @param vertices which of the head's vertices belong to it: triangles with others are left out
 * @returns [size, size], NaN beyond the part
 */
export function skyOverTexture(
  shaped: ShapedHead,
  parts: readonly HeadPart[],
  size: number,
  vertices: (v: number) => boolean = () => true,
): Float64Array {
  const { head } = shaped;
  const uvs = uvTriangles(head);
  const seen = new Float64Array(size * size).fill(Number.NaN);
  for (const part of parts) {
    const light = ambientOcclusion(shaped, part);
    for (let t = 0; t < head.triangles.length; t += 3) {
      const triangle = head.triangles.subarray(t, t + 3);
      const [a, b, c] = triangle.map((v) => v - part.vertexStart);
      if (!(a < part.vertexCount) || !triangle.every(vertices)) continue;
      const corners = [0, 1, 2].map((k) => ({
        x: head.uvs[2 * uvs[t + k]] * size,
        y: head.uvs[2 * uvs[t + k] + 1] * size,
      }));
      forEachTexel(corners, size, (texel, [wa, wb, wc]) => {
        const here = wa * light[a] + wb * light[b] + wc * light[c];
        if (!(seen[texel] >= here)) seen[texel] = here;
      });
    }
  }
  return seen;
}
