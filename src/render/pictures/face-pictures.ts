import sharp from 'sharp';
import type { Camera } from '../../geometry/camera.ts';
import { byteFromLinear } from '../../image/color.ts';
import type { ByteImage } from '../../image/image.ts';
import type { Kernels } from '../../kernels/kernel.ts';
import { directionalLight } from '../light/sh-lighting.ts';
import { type LoadedMesh, loadMesh, shadeLoadedMesh, viewLoadedMesh } from '../mesh/loaded-mesh.ts';
import type { TexturedMesh } from '../mesh/textured-mesh.ts';
import { drawDisc } from '../raster/draw.ts';

/** What a head's shape is shown under. */
export const STUDIO_LIGHT = directionalLight([0.3, 0.4, 1], [0.9, 0.9, 0.9], [0.12, 0.12, 0.12]);
export const STUDIO_ALBEDO = 0.6;
const BACKGROUND = 40;
const MARK: readonly [number, number, number] = [0.1, 1, 0.2];

/** A mesh under a light, over dark grey. @param light [9, 3] */
export function picture(kernels: Kernels, mesh: TexturedMesh, camera: Camera, light: ArrayLike<number>): ByteImage {
  const { memory } = kernels;
  const mark = memory.mark();
  const taken = posedPicture(kernels, { mesh: loadMesh(memory, mesh), positions: mesh.positions }, camera, light);
  memory.release(mark);
  return taken;
}

/** A mesh in kernel memory, and where its vertices are [V, 3] mm. */
export interface PosedMesh {
  readonly mesh: LoadedMesh;
  readonly positions: ArrayLike<number>;
}

/** As {@link picture}, of a mesh that is loaded once for many poses. */
export function posedPicture(
  kernels: Kernels,
  { mesh, positions }: PosedMesh,
  camera: Camera,
  light: ArrayLike<number>,
): ByteImage {
  const { memory } = kernels;
  const mark = memory.mark();
  const view = viewLoadedMesh(kernels, mesh, positions, camera);
  const colors = shadeLoadedMesh(kernels, mesh, view, light);
  const { width, height } = camera;
  const data = new Uint8Array(3 * width * height);
  for (let i = 0; i < width * height; i++) {
    const covered = colors[4 * i + 3] > 0;
    for (let c = 0; c < 3; c++) data[3 * i + c] = covered ? byteFromLinear(colors[4 * i + c]) : BACKGROUND;
  }
  memory.release(mark);
  return { width, height, data };
}

/** A mesh's shape alone, as clay in a studio. @param triangles [T, 3] */
export function clayPicture(
  kernels: Kernels,
  positions: ArrayLike<number>,
  triangles: Uint32Array,
  camera: Camera,
): ByteImage {
  const clay = { width: 2, height: 2, channels: 3, data: new Float32Array(12).fill(STUDIO_ALBEDO) };
  const mesh: TexturedMesh = {
    positions,
    triangles,
    uvs: [0.5, 0.5],
    uvTriangles: new Uint32Array(triangles.length),
    textureOfTriangle: new Uint8Array(triangles.length / 3),
    textures: [clay],
  };
  return picture(kernels, mesh, camera, STUDIO_LIGHT);
}

/** Marks landmarks in a picture, in place. @param pixels [L, 3] */
export function drawLandmarks(photo: ByteImage, pixels: ArrayLike<number>): void {
  const panel = { sheet: photo, left: 0, width: photo.width };
  const radius = Math.max(1, photo.width / 250);
  for (let l = 0; l < pixels.length; l += 3) drawDisc(panel, [pixels[l], pixels[l + 1]], radius, MARK);
}

/** A picture scaled to a height. */
export async function atHeight({ width, height, data }: ByteImage, wanted: number): Promise<ByteImage> {
  const { data: scaled, info } = await sharp(data, { raw: { width, height, channels: 3 } })
    .resize({ height: wanted })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data: scaled };
}

/** Pictures of one height in a row. */
export function inRow(pictures: readonly ByteImage[]): ByteImage {
  const height = Math.max(...pictures.map((one) => one.height));
  const width = pictures.reduce((sum, one) => sum + one.width, 0);
  const data = new Uint8Array(3 * width * height).fill(BACKGROUND);
  let left = 0;
  for (const one of pictures) {
    for (let y = 0; y < one.height; y++)
      data.set(one.data.subarray(3 * y * one.width, 3 * (y + 1) * one.width), 3 * (y * width + left));
    left += one.width;
  }
  return { width, height, data };
}
