import type { Camera } from '../../geometry/camera.ts';
import { NO_TRIANGLE } from '../../kernels/jobs/pixels/rasterize.ts';
import { type Kernels, realCopy } from '../../kernels/kernel.ts';
import { projectMesh } from './kernel-mesh.ts';

/** Part of a skin somewhere. */
export interface PlacedSkin {
  /** [>= V, 3] mm */
  readonly positions: ArrayLike<number>;
  /** [T, 3], in kernel memory */
  readonly triangles: Uint32Array;
}

/** 1 where a camera sees some of a skin [h, w]. */
export function coveredPixels(kernels: Kernels, { positions, triangles }: PlacedSkin, camera: Camera): Uint8Array {
  const { memory } = kernels;
  const mark = memory.mark();
  const mesh = { positions: realCopy(memory, positions), triangles };
  const [{ triangle }] = projectMesh(kernels, mesh, [camera], [memory.room(camera.width * camera.height)]);
  const out = new Uint8Array(triangle.length);
  for (let k = 0; k < out.length; k++) out[k] = triangle[k] === NO_TRIANGLE ? 0 : 1;
  memory.release(mark);
  return out;
}
