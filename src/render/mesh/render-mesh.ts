import { type Camera, scaleCamera } from '../../geometry/camera.ts';
import { createLinearImage, type LinearImage } from '../../image/image.ts';
import type { RealArray } from '../../kernels/kernel.ts';
import { plainKernels } from '../../kernels/runtime/plain-kernels.ts';
import { recycledMemory } from '../../kernels/runtime/recycled-memory.ts';
import { EVEN_LIGHT } from '../light/sh-lighting.ts';
import type { ZBuffer } from '../raster/rasterize.ts';
import { drawCards, type WornCards } from './draw-cards.ts';
import { loadMesh, shadeLoadedMesh, viewLoadedMesh } from './loaded-mesh.ts';
import type { MeshLook, TexturedMesh } from './textured-mesh.ts';

/** Where a mesh is at a moment, and what it wears. */
export interface WornPose {
  /** [V, 3] mm */
  readonly positions: ArrayLike<number>;
  readonly cards?: readonly WornCards[];
}

export interface Rendering {
  /** [H, W, 4] linear colour and coverage in 0..1. */
  readonly image: LinearImage;
  /** Of the samples: as many times as fine as the picture. */
  readonly zBuffer: ZBuffer;
}

/** What the samples of a picture see, before anything is worn over it. */
export interface ShadedSamples extends ZBuffer {
  /** [V, 3] mm */
  readonly positions: ArrayLike<number>;
  /** [V, 3] unit */
  readonly normals: RealArray;
  /** Linear, from 0 to 1 [H, W, 4]; the fourth is coverage. */
  readonly albedo: RealArray;
  /** Linear colour and coverage [H, W, 4], which more light is added to. */
  readonly colors: RealArray;
}

/** Adds light that spherical harmonics do not hold. @param camera of the samples */
export type AddLight = (samples: ShadedSamples, camera: Camera) => void;

/** Renders a pose of one look. The z-buffer's arrays are those of the next picture too. @param light [9, 3] in head space @param more light */
export type RenderPose = (pose: WornPose, camera: Camera, light: ArrayLike<number>, more?: AddLight) => Rendering;

/**
 * A renderer of albedo times SH irradiance, `samples` x `samples` per pixel, box filtered. Topology and textures are
 * packed once, for any number of poses and views; the kernels are the plain ones, so that pictures are the same to the
 * byte wherever they are made.
 */
export function createRenderer(look: MeshLook, samples = 2): RenderPose {
  const kernels = { ...plainKernels(), memory: recycledMemory() };
  const { memory } = kernels;
  const loaded = loadMesh(memory, look);
  const mark = memory.mark();
  return ({ positions, cards = [] }, camera, light, more) => {
    const fine = scaleCamera(camera, samples, camera.width * samples, camera.height * samples);
    const view = viewLoadedMesh(kernels, loaded, positions, fine);
    const colors = shadeLoadedMesh(kernels, loaded, view, light);
    if (more !== undefined) {
      const albedo = shadeLoadedMesh(kernels, loaded, view, EVEN_LIGHT);
      more({ ...view, positions, albedo, colors }, fine);
    }
    memory.release(mark);
    for (const one of cards) drawCards({ ...fine, depth: view.depth, colors }, one, fine, light);
    return { image: boxFiltered(colors, camera, samples), zBuffer: view };
  };
}

/** {@link createRenderer} for a single picture. @param light [9, 3] in head space */
export function renderMesh(
  mesh: TexturedMesh & WornPose,
  camera: Camera,
  light: ArrayLike<number>,
  samples = 2,
): Rendering {
  return createRenderer(mesh, samples)(mesh, camera, light);
}

/** Means over squares of samples. @param colors [samples H, samples W, 4] @returns [H, W, 4] */
function boxFiltered(
  colors: RealArray,
  { width, height }: Pick<Camera, 'width' | 'height'>,
  samples: number,
): LinearImage {
  const image = createLinearImage(width, height, 4);
  const { data } = image;
  const weight = 1 / (samples * samples);
  let from = 0;
  for (let y = 0; y < height * samples; y++)
    for (let x = 0; x < width; x++) {
      const to = 4 * (Math.floor(y / samples) * width + x);
      for (let s = 0; s < samples; s++, from += 4) {
        // Most of a picture is not covered.
        if (colors[from + 3] === 0) continue;
        data[to] += weight * colors[from];
        data[to + 1] += weight * colors[from + 1];
        data[to + 2] += weight * colors[from + 2];
        data[to + 3] += weight * colors[from + 3];
      }
    }
  return image;
}

/** Composites a rendering over a background of the same size. */
export function composite(rendering: LinearImage, background: LinearImage): LinearImage {
  const { width, height } = background;
  const out = createLinearImage(width, height, 3);
  for (let i = 0, k = 0; i < 4 * width * height; i += 4, k += 3) {
    const through = 1 - rendering.data[i + 3];
    out.data[k] = rendering.data[i] + through * background.data[k];
    out.data[k + 1] = rendering.data[i + 1] + through * background.data[k + 1];
    out.data[k + 2] = rendering.data[i + 2] + through * background.data[k + 2];
  }
  return out;
}
