import type { DescribedFit } from '../../fitting/finish/describe-fit.ts';
import { encodePng } from '../../image/image-file.ts';
import { asmRig, type InfluenceLoss } from './asm-rig.ts';
import { headTextures } from './head-textures.ts';
import { normalsWithoutRelief } from './normals/relief-normals.ts';
import type { RiggedHead } from './rigged-head.ts';

/** A fit's rig, and what its weights lose. */
export interface FitRig {
  readonly rig: RiggedHead;
  readonly influenceLoss: InfluenceLoss;
}

/**
 * The rig of a finished fit, its textures under `textures/`. Where the fit has residuals of the skin, their normal map goes
 * with it.
 * @param influences joints that a vertex keeps
 */
export async function fitRig(described: DescribedFit, influences: number): Promise<FitRig> {
  const { asm, head, positions, size } = described.fitted;
  // The skin is encoded while the rig is built.
  const painting = headTextures(head, described.skin, (name) => `textures/${name}.png`);
  const { model, result } = asm;
  const built = asmRig({ model, forward: result.forward, positions, size, influences });
  const rig = { ...built.head, textures: await painting };
  return { rig: await withRelief(rig, described), influenceLoss: built.influenceLoss };
}

/** A rig whose skin has the residuals' normal map, and normals that this is told against. */
async function withRelief(rig: RiggedHead, { fitted, detail }: DescribedFit): Promise<RiggedHead> {
  if (detail === null || fitted.detail === null) return rig;
  const { head, positions } = fitted;
  const normals = normalsWithoutRelief(head, positions, fitted.detail);
  const normalMap = { file: 'textures/normal.png', bytes: await encodePng(detail.normals) };
  return {
    ...rig,
    primitives: rig.primitives.map((primitive) => (primitive.name === 'skin' ? { ...primitive, normals } : primitive)),
    textures: { ...rig.textures, skin: { ...rig.textures.skin, normalMap } },
  };
}
