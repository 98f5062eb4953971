import { type Camera, packCamera } from '../../geometry/camera.ts';
import { SH_BANDS } from '../../geometry/spherical-harmonics.ts';
import { type LinearImage, packPixels } from '../../image/image.ts';
import { ADD_UNLIT, OBSERVE_TEXELS } from '../../kernels/jobs/pixels/observe-texels.ts';
import { CAMERA_NUMBERS } from '../../kernels/jobs/points/projection.ts';
import { indexCopy, type Kernels, type RealArray, realCopy } from '../../kernels/kernel.ts';
import { shareOut } from '../../kernels/runtime/share-out.ts';
import { packLight } from '../light/sh-lighting.ts';
import { projectMesh } from '../mesh/kernel-mesh.ts';
import type { Texels } from './texels.ts';

/** One photograph for the bake: linear pixels and their camera. */
export interface BakeView {
  readonly image: LinearImage;
  readonly mask: Uint8Array;
  readonly camera: Camera;
  /** The head as this view shows it [V, 3] mm; as all do where it is left out. */
  readonly positions?: Float64Array;
}

/** A view and what hides what in it, in kernel memory. */
export interface TextureView {
  readonly camera: Camera;
  readonly depth: RealArray;
  readonly trust: RealArray;
  readonly image: LinearImage;
  readonly positions?: Float64Array;
}

/** Pixels over which a view fades out towards a silhouette or an occluder. */
const FEATHER_PIXELS = 12;
/** mm between neighbouring pixels that make an edge */
const DEPTH_EDGE = 8;
/** Least irradiance that a colour is divided by. */
const SHADE_FLOOR = 0.2;
const PARTS = 8;

/** Z-buffers of all views. @param positions [V, 3] of views without their own, triangles [T, 3] of the whole skin */
export function textureViews(
  kernels: Kernels,
  positions: ArrayLike<number>,
  triangles: Uint32Array,
  views: readonly BakeView[],
): TextureView[] {
  const { memory } = kernels;
  const out = views.map(({ camera, image, positions: own }) => ({
    camera,
    image,
    ...(own === undefined ? {} : { positions: own }),
    depth: memory.room(camera.width * camera.height),
    trust: memory.real(camera.width * camera.height),
  }));
  const mark = memory.mark();
  const faces = indexCopy(memory, triangles);
  for (const shown of new Set(out.map((view) => view.positions ?? positions))) {
    const own = out.filter((view) => (view.positions ?? positions) === shown);
    projectMesh(
      kernels,
      { positions: realCopy(memory, shown), triangles: faces },
      own.map(({ camera }) => camera),
      own.map(({ depth }) => depth),
    );
  }
  memory.release(mark);
  out.forEach((view, v) => {
    feather(view, views[v].mask);
  });
  return out;
}

/** Chessboard distance to the nearest depth edge over the feather, 0 where the mask is. */
function feather({ camera, depth, trust }: TextureView, mask: Uint8Array): void {
  const { width, height } = camera;
  for (let y = 1; y < height - 1; y++)
    for (let x = 1; x < width - 1; x++) {
      const k = y * width + x;
      const nearby = Math.max(depth[k - 1], depth[k + 1], depth[k - width], depth[k + width]);
      trust[k] = nearby - depth[k] < DEPTH_EDGE ? 1 : 0;
    }
  const step = 1 / FEATHER_PIXELS;
  for (let y = 1; y < height; y++)
    for (let x = 1; x < width; x++) {
      const k = y * width + x;
      trust[k] = Math.min(trust[k], trust[k - 1] + step, trust[k - width] + step);
    }
  for (let y = height - 2; y >= 0; y--)
    for (let x = width - 2; x >= 0; x--) {
      const k = y * width + x;
      trust[k] = Math.min(trust[k], trust[k + 1] + step, trust[k + width] + step);
    }
  for (let k = 0; k < mask.length; k++) if (mask[k] === 0) trust[k] = 0;
}

/** Colour and weight of each texel in one view [N, 4]. */
export function observeTexels(kernels: Kernels, view: TextureView, texels: Texels, out: RealArray): void {
  const { memory } = kernels;
  const mark = memory.mark();
  const { camera, depth, trust } = view;
  const { width, height } = camera;
  const job = {
    positions: texels.positions,
    normals: texels.normals,
    camera: packCamera(camera, memory.double(CAMERA_NUMBERS)),
    width,
    height,
    image: packPixels(view.image, memory.room(4 * width * height)),
    depth,
    trust,
    out,
  };
  kernels.run(
    OBSERVE_TEXELS,
    shareOut(texels.index.length, PARTS).map((range) => ({ ...job, ...range })),
  );
  memory.release(mark);
}

/** Colours and weights of texels in one view, and what views without their light add up to [N, 4] each. */
export interface TexelLanes {
  readonly observed: RealArray;
  readonly sum: RealArray;
}

/** Adds one view's observations without its light to the sum. @param light [9, 3] */
export function addUnlit(
  kernels: Kernels,
  texels: Texels,
  light: ArrayLike<number>,
  { observed, sum }: TexelLanes,
): void {
  const { memory } = kernels;
  const mark = memory.mark();
  const job = {
    observed,
    normals: texels.normals,
    light: packLight(light, memory.room(4 * SH_BANDS)),
    floor: SHADE_FLOOR,
    sum,
  };
  kernels.run(
    ADD_UNLIT,
    shareOut(texels.index.length, PARTS).map((range) => ({ ...job, ...range })),
  );
  memory.release(mark);
}
