import type { Camera } from '../../geometry/camera.ts';
import { byteFromLinear, LINEAR_FROM_BYTE } from '../../image/color.ts';
import type { ByteImage } from '../../image/image.ts';
import type { Kernels, RealArray } from '../../kernels/kernel.ts';
import { projectMesh } from './kernel-mesh.ts';
import { type LoadedMesh, shadeLoadedMesh } from './loaded-mesh.ts';

/** A picture that meshes are drawn over, in place. */
export interface Canvas {
  readonly picture: ByteImage;
  /** Camera-space depth of what is drawn already [h, w] mm. */
  readonly depth: RealArray;
}

/** A mesh somewhere, in kernel memory. */
export interface PlacedMesh {
  readonly mesh: LoadedMesh;
  /** [V, 3] mm */
  readonly positions: RealArray;
  /** [V, 3] */
  readonly normals: RealArray;
}

/** A camera, and the light that it shows things in. */
export interface LitCamera {
  readonly camera: Camera;
  /** [9, 3], head space */
  readonly light: ArrayLike<number>;
}

/** What covers so much hides what lies behind it from then on. */
const HIDES = 0.975;

/**
 * Draws a mesh over a picture, where nothing lies before it: its lit albedo C by what its texture covers, a,
 *   P' = a C + (1 - a) P, linear light.
 */
export function drawOver(
  kernels: Kernels,
  { mesh, positions, normals }: PlacedMesh,
  { camera, light }: LitCamera,
  canvas: Canvas,
): void {
  const { memory } = kernels;
  const mark = memory.mark();
  const depths = [memory.room(camera.width * camera.height)];
  const [view] = projectMesh(kernels, { ...mesh, positions }, [camera], depths);
  const own = shadeLoadedMesh(kernels, mesh, { ...view, normals }, light);
  const { data } = canvas.picture;
  for (let i = 0; i < view.depth.length; i++) {
    const cover = own[4 * i + 3];
    if (cover === 0 || view.depth[i] > canvas.depth[i]) continue;
    if (cover > HIDES) canvas.depth[i] = view.depth[i];
    for (let c = 0; c < 3; c++)
      data[3 * i + c] = byteFromLinear(cover * own[4 * i + c] + (1 - cover) * LINEAR_FROM_BYTE[data[3 * i + c]]);
  }
  memory.release(mark);
}
