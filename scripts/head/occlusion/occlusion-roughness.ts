import { skinTriangles } from '../../../src/head/head-model.ts';
import type { ByteImage } from '../../../src/image/image.ts';
import { type ShapedHead, uvTriangles } from '../../../src/render/mesh/head-mesh.ts';
import { dilate, forEachTexel } from '../../../src/render/raster/uv-raster.ts';
import { ambientOcclusion } from './ambient-occlusion.ts';
import { skinRoughness } from './skin-roughness.ts';

/** Along a side: occlusion and roughness vary over centimetres, whatever the size of the skin's colours. */
const SIZE = 512;
/** Mouth and lids open when the head moves: what is shut at rest keeps so much light. */
const SHUT = 0.2;

/**
 * Occlusion and roughness of the skin over its texture, as glTF packs them: ambient occlusion (1 where all light comes in) in
 * red, roughness in green, metalness, none, in blue; linear, 8 bits. Beyond the skin both go on as at its edge.
 */
export function occlusionRoughness(shaped: ShapedHead): ByteImage {
  const { head } = shaped;
  const occlusion = ambientOcclusion(shaped, head.parts[0]).map((light) => Math.max(SHUT, light));
  const roughness = skinRoughness(head);
  const triangles = skinTriangles(head);
  const uvs = uvTriangles(head);
  const map = new Float64Array(2 * SIZE * SIZE).fill(Number.NaN);
  for (let t = 0; t < triangles.length; t += 3) {
    const corners = [0, 1, 2].map((c) => ({
      x: head.uvs[2 * uvs[t + c]] * SIZE,
      y: head.uvs[2 * uvs[t + c] + 1] * SIZE,
    }));
    const [a, b, c] = triangles.subarray(t, t + 3);
    forEachTexel(corners, SIZE, (texel, [wa, wb, wc]) => {
      map[2 * texel] = wa * occlusion[a] + wb * occlusion[b] + wc * occlusion[c];
      map[2 * texel + 1] = wa * roughness[a] + wb * roughness[b] + wc * roughness[c];
    });
  }
  const whole = dilate(map, SIZE, 2);
  const data = new Uint8Array(3 * SIZE * SIZE);
  for (let texel = 0; texel < SIZE * SIZE; texel++)
    for (let k = 0; k < 2; k++) data[3 * texel + k] = Math.round(255 * whole[2 * texel + k]);
  return { width: SIZE, height: SIZE, data };
}
