import type { Kernels, RealArray } from '../../../kernels/kernel.ts';
import type { Texels } from '../../../render/texture/texels.ts';
import { addUnlit, observeTexels, type TextureView } from '../../../render/texture/texture-views.ts';

/** Adds what a view shows, its light taken off, to a sum [N, 4]. */
export function addSeen(
  kernels: Kernels,
  view: TextureView,
  texels: Texels,
  { light, sum }: { readonly light: ArrayLike<number>; readonly sum: RealArray },
): void {
  const { memory } = kernels;
  const mark = memory.mark();
  const observed = memory.real(4 * texels.index.length);
  observeTexels(kernels, view, texels, observed);
  addUnlit(kernels, texels, light, { observed, sum });
  memory.release(mark);
}
