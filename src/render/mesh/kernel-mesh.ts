import { type Camera, packCamera } from '../../geometry/camera.ts';
import { RASTERIZE } from '../../kernels/jobs/pixels/rasterize.ts';
import { CAMERA_NUMBERS, PROJECT } from '../../kernels/jobs/points/projection.ts';
import { VERTEX_NORMALS } from '../../kernels/jobs/points/vertex-normals.ts';
import type { Kernels, RealArray } from '../../kernels/kernel.ts';
import { NEAR, type ZBuffer } from '../raster/rasterize.ts';

/** A mesh in kernel memory. */
export interface KernelMesh {
  /** [V, 3] mm */
  readonly positions: RealArray;
  /** [T, 3] */
  readonly triangles: Uint32Array;
}

/** Unit normals of the vertices [V, 3], and the lengths [V] that their backward needs. */
export function meshNormals(
  kernels: Kernels,
  { positions, triangles }: KernelMesh,
): { readonly normals: RealArray; readonly lengths: RealArray } {
  const { memory } = kernels;
  const vertexCount = positions.length / 3;
  const out = { normals: memory.room(positions.length), lengths: memory.room(vertexCount) };
  kernels.run(VERTEX_NORMALS, [{ positions, vertexCount, triangles, triangleCount: triangles.length / 3, ...out }]);
  return out;
}

/** A mesh in a camera's picture. */
export interface ProjectedMesh extends ZBuffer {
  /** x, y in pixels, z in mm [V, 3] */
  readonly pixels: RealArray;
}

/** A mesh as cameras see it. @param depths where the cameras' z-buffers go [views][H, W] */
export function projectMesh(
  kernels: Kernels,
  { positions, triangles }: KernelMesh,
  cameras: readonly Camera[],
  depths: readonly RealArray[],
): ProjectedMesh[] {
  const { memory } = kernels;
  const views = cameras.map(({ width, height }, v) => ({
    width,
    height,
    depth: depths[v],
    triangle: memory.index(width * height),
    pixels: memory.room(positions.length),
  }));
  kernels.run(
    PROJECT,
    cameras.map((camera, v) => ({
      camera: packCamera(camera, memory.double(CAMERA_NUMBERS)),
      points: positions,
      count: positions.length / 3,
      pixels: views[v].pixels,
    })),
  );
  kernels.run(
    RASTERIZE,
    views.map((view) => ({ ...view, triangles, triangleCount: triangles.length / 3, near: NEAR })),
  );
  return views;
}
