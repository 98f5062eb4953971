import { type Camera, scaleCamera } from '../../geometry/camera.ts';
import { createLinearImage, type LinearImage } from '../../image/image.ts';
import { plainKernels } from '../../kernels/runtime/plain-kernels.ts';
import type { ZBuffer } from '../raster/rasterize.ts';
import { drawCards, type WornCards } from './draw-cards.ts';
import { loadMesh, shadeLoadedMesh, viewLoadedMesh } from './loaded-mesh.ts';
import type { TexturedMesh } from './textured-mesh.ts';

/** A mesh, and what it wears. */
export interface WornMesh extends TexturedMesh {
  readonly cards?: readonly WornCards[];
}

export interface Rendering {
  /** [H, W, 4] linear colour and coverage in 0..1. */
  readonly image: LinearImage;
  readonly zBuffer: ZBuffer;
}

/**
 * Renders albedo times SH irradiance, `samples` x `samples` per pixel, box filtered.
 * @param light [9, 3] in head space.
 */
export function renderMesh(mesh: WornMesh, camera: Camera, light: ArrayLike<number>, samples = 2): Rendering {
  const kernels = plainKernels();
  const loaded = loadMesh(kernels.memory, mesh);
  const fine = scaleCamera(camera, samples, camera.width * samples, camera.height * samples);
  const view = viewLoadedMesh(kernels, loaded, mesh.positions, fine);
  const colors = shadeLoadedMesh(kernels, loaded, view, light);
  for (const one of mesh.cards ?? []) drawCards({ ...fine, depth: view.depth, colors }, one, fine, light);
  const image = createLinearImage(camera.width, camera.height, 4);
  const weight = 1 / (samples * samples);
  for (let y = 0; y < fine.height; y++)
    for (let x = 0; x < fine.width; x++) {
      const from = 4 * (y * fine.width + x);
      const to = 4 * (Math.floor(y / samples) * camera.width + Math.floor(x / samples));
      for (let c = 0; c < 4; c++) image.data[to + c] += weight * colors[from + c];
    }
  return { image, zBuffer: view };
}

/** Composites a rendering over a background of the same size. */
export function composite(rendering: LinearImage, background: LinearImage): LinearImage {
  const out = createLinearImage(background.width, background.height, 3);
  for (let i = 0; i < background.width * background.height; i++)
    for (let c = 0; c < 3; c++)
      out.data[3 * i + c] = rendering.data[4 * i + c] + (1 - rendering.data[4 * i + 3]) * background.data[3 * i + c];
  return out;
}
