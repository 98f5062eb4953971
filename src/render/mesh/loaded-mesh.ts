import type { Camera } from '../../geometry/camera.ts';
import { SH_BANDS } from '../../geometry/spherical-harmonics.ts';
import { packPixels } from '../../image/image.ts';
import { SHADE_PIXELS } from '../../kernels/jobs/pixels/shade-pixels.ts';
import { indexCopy, type KernelMemory, type Kernels, type RealArray, realCopy } from '../../kernels/kernel.ts';
import { packLight } from '../light/sh-lighting.ts';
import { meshNormals, type ProjectedMesh, projectMesh } from './kernel-mesh.ts';
import type { MeshLook } from './textured-mesh.ts';

/** A mesh's topology and textures in kernel memory, for any number of poses and views. */
export interface LoadedMesh {
  readonly triangles: Uint32Array;
  readonly uvs: RealArray;
  readonly uvTriangles: Uint32Array;
  /** Texture of each triangle [T]. */
  readonly textureOf: Uint32Array;
  /** First texel, width, height of each texture [K, 3]. */
  readonly textureTable: Uint32Array;
  /** Colour and cover [.., 4], linear light. */
  readonly texels: RealArray;
}

/** Rows of one job. */
const ROWS = 64;

export function loadMesh(memory: KernelMemory, mesh: MeshLook): LoadedMesh {
  const { textures } = mesh;
  const table = textures.flatMap(({ width, height }, k) => {
    const first = textures.slice(0, k).reduce((sum, texture) => sum + texture.width * texture.height, 0);
    return [first, width, height];
  });
  const texels = memory.room(4 * textures.reduce((sum, { width, height }) => sum + width * height, 0));
  textures.forEach((texture, k) => {
    const own = texels.subarray(4 * table[3 * k]);
    packPixels(texture, own);
    if (texture.channels === 4) for (let i = 3; i < texture.data.length; i += 4) own[i] = texture.data[i];
  });
  return {
    triangles: indexCopy(memory, mesh.triangles),
    uvs: realCopy(memory, mesh.uvs),
    uvTriangles: indexCopy(memory, mesh.uvTriangles),
    textureOf: indexCopy(memory, mesh.textureOfTriangle),
    textureTable: indexCopy(memory, table),
    texels,
  };
}

/** The same mesh all in one colour. */
export function plainMesh(memory: KernelMemory, mesh: LoadedMesh, albedo: number): LoadedMesh {
  const { textureTable } = mesh;
  return {
    ...mesh,
    textureTable: indexCopy(
      memory,
      textureTable.map((_, i) => [0, 2, 2][i % 3]),
    ),
    texels: realCopy(
      memory,
      Float64Array.from({ length: 16 }, (_, i) => (i % 4 === 3 ? 1 : albedo)),
    ),
  };
}

/** A posed mesh as a camera sees it, in kernel memory. */
export interface MeshView extends ProjectedMesh {
  /** [V, 3] */
  readonly normals: RealArray;
}

/** @param positions [V, 3] mm */
export function viewLoadedMesh(
  kernels: Kernels,
  mesh: LoadedMesh,
  positions: ArrayLike<number>,
  camera: Camera,
): MeshView {
  const { memory } = kernels;
  const { width, height } = camera;
  const placed = { positions: realCopy(memory, positions), triangles: mesh.triangles };
  const { normals } = meshNormals(kernels, placed);
  const [view] = projectMesh(kernels, placed, [camera], [memory.room(width * height)]);
  return { ...view, normals };
}

/** Albedo times SH irradiance of a view. @param light [9, 3] in head space @returns colour and cover [h, w, 4] in kernel memory */
export function shadeLoadedMesh(
  kernels: Kernels,
  mesh: LoadedMesh,
  view: MeshView,
  light: ArrayLike<number>,
): RealArray {
  const { memory } = kernels;
  const { width, height } = view;
  const out = memory.room(4 * width * height);
  const job = { ...mesh, ...view, light: packLight(light, memory.room(4 * SH_BANDS)), out };
  const jobs = Array.from({ length: Math.ceil(height / ROWS) }, (_, k) => ({
    ...job,
    start: k * ROWS,
    end: Math.min(height, (k + 1) * ROWS),
  }));
  kernels.run(SHADE_PIXELS, jobs);
  return out;
}
