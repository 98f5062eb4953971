import { byteFromLinear, LINEAR_FROM_BYTE } from '../../image/color.ts';
import type { ByteImage } from '../../image/image.ts';
import type { Kernels, RealArray } from '../../kernels/kernel.ts';
import { EVEN_LIGHT } from '../light/sh-lighting.ts';
import { type LoadedMesh, type MeshView, shadeLoadedMesh } from './loaded-mesh.ts';

/** A mesh that is drawn over a picture: its colours, and how much they cover, as greys of the same mesh; null where they cover all. */
export interface OverMesh {
  readonly colors: LoadedMesh;
  readonly covers: LoadedMesh | null;
}

/** A picture that meshes are drawn over, in place. */
export interface Canvas {
  readonly picture: ByteImage;
  /** Camera-space depth of what is drawn already [h, w] mm. */
  readonly depth: RealArray;
}

/** A mesh before a canvas' camera. */
export interface LitView {
  readonly view: MeshView;
  /** [9, 3], head space */
  readonly light: ArrayLike<number>;
}

/**
 * Draws a mesh over a picture, where nothing lies before it: its light and albedo C by what they cover, a,
 *   P' = a C + (1 - a) P, linear light.
 * What covers all hides what lies behind it from then on, what covers in part does not.
 */
export function drawOver(
  kernels: Kernels,
  { colors, covers }: OverMesh,
  { view, light }: LitView,
  canvas: Canvas,
): void {
  const { memory } = kernels;
  const mark = memory.mark();
  const own = shadeLoadedMesh(kernels, colors, view, light);
  const cover = covers === null ? null : shadeLoadedMesh(kernels, covers, view, EVEN_LIGHT);
  const { data } = canvas.picture;
  for (let i = 0; i < view.depth.length; i++) {
    if (own[4 * i + 3] === 0 || view.depth[i] > canvas.depth[i]) continue;
    const a = cover === null ? 1 : cover[4 * i];
    if (cover === null) canvas.depth[i] = view.depth[i];
    for (let c = 0; c < 3; c++)
      data[3 * i + c] = byteFromLinear(a * own[4 * i + c] + (1 - a) * LINEAR_FROM_BYTE[data[3 * i + c]]);
  }
  memory.release(mark);
}
