import type { LinearImage } from '../../../image/image.ts';
import type { KernelMemory } from '../../../kernels/kernel.ts';
import { headRenderMesh, type PartImages, type ShapedHead } from '../../mesh/head-mesh.ts';
import { type LoadedMesh, loadMesh } from '../../mesh/loaded-mesh.ts';
import type { BakedTexture } from '../bake-texture.ts';
import { coveredSkin } from '../skin-texels.ts';
import { inLocalLight, type LocalLight, NO_LOCAL_LIGHT } from './local-gains.ts';

/** What a head is rendered with in the light of its photographs. */
export interface PaintedHead extends ShapedHead {
  readonly parts: PartImages;
  readonly texture: Pick<BakedTexture, 'albedo' | 'gains'>;
}

/** A painted head in kernel memory as views show it: one for all that show no lamp, gloss or folds, another for each that does. */
export function meshInLight(
  memory: KernelMemory,
  { head, positions, parts, texture: { albedo, gains } }: PaintedHead,
): (view: Omit<LocalLight, 'gains'>) => LoadedMesh {
  const skin = { head, covered: coveredSkin(head, albedo.width) };
  const load = (shown: LinearImage): LoadedMesh => loadMesh(memory, headRenderMesh(head, positions, shown, parts));
  const even = inLocalLight(skin, albedo, { ...NO_LOCAL_LIGHT, gains });
  const evenly = load(even);
  return (view) => {
    if (view.cast !== null) return load(inLocalLight(skin, albedo, { gains, ...view }));
    return view.gloss === null && view.folds === null
      ? evenly
      : load(inLocalLight(skin, even, { gains: null, ...view }));
  };
}
