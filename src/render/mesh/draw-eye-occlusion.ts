import sharp from 'sharp';
import { eyeOcclusion, placeEyeOcclusion } from '../../head/cards/eye-occlusion.ts';
import type { HeadModel } from '../../head/head-model.ts';
import { type LinearImage, linearImage } from '../../image/image.ts';
import type { Kernels } from '../../kernels/kernel.ts';
import { type Canvas, drawOver, type LitCamera } from './draw-over.ts';
import type { ShapedHead } from './head-mesh.ts';
import { loadMesh, viewLoadedMesh } from './loaded-mesh.ts';
import { withCover } from './textured-mesh.ts';

/** The shade of a head's lids on its eyes, as it ships: colours and cover. */
export async function loadEyeOcclusion(head: HeadModel): Promise<LinearImage> {
  const { data, info } = await sharp(head.extraTextures.eye_occlusion)
    .toColourspace('srgb')
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const texels = info.width * info.height;
  const color = Uint8Array.from({ length: 3 * texels }, (_, k) => data[4 * Math.floor(k / 3) + (k % 3)]);
  const cover = Uint8Array.from({ length: texels }, (_, i) => data[4 * i + 3]);
  return withCover(linearImage({ ...info, data: color }), cover);
}

/** Draws the shade of the lids over a picture of the head whose they are. */
export function drawEyeOcclusion(
  kernels: Kernels,
  { head, positions, texture }: Pick<ShapedHead, 'head' | 'positions'> & { readonly texture: LinearImage },
  { camera, light }: LitCamera,
  canvas: Canvas,
): void {
  const { memory } = kernels;
  const mark = memory.mark();
  const { triangles } = eyeOcclusion(head);
  const placed = placeEyeOcclusion(head, positions);
  const mesh = loadMesh(memory, {
    triangles,
    uvs: placed.uvs,
    uvTriangles: triangles,
    textureOfTriangle: new Uint8Array(triangles.length / 3),
    textures: [texture],
  });
  drawOver(kernels, mesh, { view: viewLoadedMesh(kernels, mesh, placed.positions, camera), light }, canvas);
  memory.release(mark);
}
