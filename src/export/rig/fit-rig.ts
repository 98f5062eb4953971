import type { DescribedFit } from '../../fitting/finish/describe-fit.ts';
import { asmRig, type InfluenceLoss } from './asm-rig.ts';
import { headTextures } from './head-textures.ts';
import type { RiggedHead } from './rigged-head.ts';

/** The rig of a finished fit, its textures under `textures/`. */
export async function fitRig({ fitted, texture }: DescribedFit): Promise<{
  readonly rig: RiggedHead;
  readonly influenceLoss: InfluenceLoss;
}> {
  const { asm, positions, size } = fitted;
  // The skin is encoded while the rig is built.
  const painting = headTextures(fitted.head, texture.albedo, (name) => `textures/${name}.png`);
  const { head, influenceLoss } = asmRig({ model: asm.model, forward: asm.result.forward, positions, size });
  return { rig: { ...head, textures: await painting }, influenceLoss };
}
