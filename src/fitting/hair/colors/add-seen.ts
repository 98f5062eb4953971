import type { Kernels, RealArray } from '../../../kernels/kernel.ts';
import { addLevelled, type ViewLevel } from '../../../render/texture/blend/level-views.ts';
import type { Texels } from '../../../render/texture/texels.ts';
import { addUnlit, observeTexels, type TextureView } from '../../../render/texture/texture-views.ts';

/** What a view's colours become, and where they go. */
export interface SeenLanes {
  /** SH lighting of the view [9, 3], which is taken off. */
  readonly light: ArrayLike<number>;
  /** What brings it to all views' level; null where it stays as it is. */
  readonly level: ViewLevel | null;
  /** Colours times weights, and weights [N, 4]. */
  readonly sum: RealArray;
}

/** Adds what a view shows, its light taken off, at its level to a sum. */
export function addSeen(kernels: Kernels, view: TextureView, texels: Texels, { light, level, sum }: SeenLanes): void {
  const { memory } = kernels;
  const mark = memory.mark();
  const own = level === null ? sum : memory.real(sum.length);
  const observed = memory.real(sum.length);
  observeTexels(kernels, view, texels, observed);
  addUnlit(kernels, texels, light, { observed, sum: own });
  if (level !== null) addLevelled(texels, level, own, sum);
  memory.release(mark);
}
