import sharp from 'sharp';
import { eyeOcclusion, placeEyeOcclusion } from '../../head/cards/eye-occlusion.ts';
import type { HeadModel } from '../../head/head-model.ts';
import { LINEAR_FROM_BYTE } from '../../image/color.ts';
import type { LinearImage } from '../../image/image.ts';
import { type Kernels, realCopy } from '../../kernels/kernel.ts';
import { type Canvas, drawOver, type LitCamera } from './draw-over.ts';
import type { ShapedHead } from './head-mesh.ts';
import { meshNormals } from './kernel-mesh.ts';
import { loadMesh } from './loaded-mesh.ts';

/** The shade of a head's lids on its eyes, as it ships: colours and cover. */
export async function loadEyeOcclusion(head: HeadModel): Promise<LinearImage> {
  const { data, info } = await sharp(head.extraTextures.eye_occlusion)
    .toColourspace('srgb')
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const texels = Float32Array.from(data, (byte, k) => (k % 4 === 3 ? byte / 255 : LINEAR_FROM_BYTE[byte]));
  return { width: info.width, height: info.height, channels: 4, data: texels };
}

/** Draws the shade of the lids over a picture of the head whose they are. */
export function drawEyeOcclusion(
  kernels: Kernels,
  { head, positions: shown, texture }: Pick<ShapedHead, 'head' | 'positions'> & { readonly texture: LinearImage },
  lit: LitCamera,
  canvas: Canvas,
): void {
  const { memory } = kernels;
  const mark = memory.mark();
  const { triangles } = eyeOcclusion(head);
  const placed = placeEyeOcclusion(head, shown);
  const mesh = loadMesh(memory, {
    triangles,
    uvs: placed.uvs,
    uvTriangles: triangles,
    textureOfTriangle: new Uint8Array(triangles.length / 3),
    textures: [texture],
  });
  const positions = realCopy(memory, placed.positions);
  const { normals } = meshNormals(kernels, { ...mesh, positions });
  drawOver(kernels, { mesh, positions, normals }, lit, canvas);
  memory.release(mark);
}
