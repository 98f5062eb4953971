import type { KernelMemory } from '../../../kernels/kernel.ts';
import { headRenderMesh, type PartImages, type ShapedHead } from '../../mesh/head-mesh.ts';
import { type LoadedMesh, loadMesh } from '../../mesh/loaded-mesh.ts';
import type { BakedTexture } from '../bake-texture.ts';
import type { CastLight } from './cast-light.ts';
import { inLocalLight } from './local-gains.ts';

/** What a head is rendered with in the light of its photographs. */
export interface PaintedHead extends ShapedHead {
  readonly parts: PartImages;
  readonly texture: Pick<BakedTexture, 'albedo' | 'gains'>;
}

/** A painted head in kernel memory as views show it: one for all that stand before no lamp, another in each one's own shadows. */
export function meshInLight(
  memory: KernelMemory,
  { head, positions, parts, texture: { albedo, gains } }: PaintedHead,
): (cast: CastLight) => LoadedMesh {
  const lit = (cast: CastLight): LoadedMesh =>
    loadMesh(memory, headRenderMesh(head, positions, inLocalLight(head, albedo, { gains, cast }), parts));
  const evenly = lit(null);
  return (cast) => (cast === null ? evenly : lit(cast));
}
