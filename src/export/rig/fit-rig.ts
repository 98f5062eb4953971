import { EXPRESSION_BONE_PARAMETERS } from '../../asm/expression-bones.ts';
import type { ViewMotion } from '../../asm/skeleton/view-poses.ts';
import type { DescribedFit } from '../../fitting/finish/describe-fit.ts';
import type { FittedHead } from '../../fitting/finish/fitted-head.ts';
import { groupSlice } from '../../fitting/unknowns/view-expressions.ts';
import { JAW_POSE } from '../../head/anatomy/jaw.ts';
import { encodePng } from '../../image/image-file.ts';
import { asmRig, type RigChoices } from './asm-rig.ts';
import { headTextures } from './head-textures.ts';
import { normalsWithoutRelief } from './normals/relief-normals.ts';
import type { RiggedHead } from './rigged-head.ts';
import type { InfluenceLoss } from './weights/solve-weights.ts';

/** A fit's rig, and what its weights lose. */
export interface FitRig {
  readonly rig: RiggedHead;
  readonly influenceLoss: InfluenceLoss;
}

/**
 * The rig of a finished fit, its textures under `textures/`. Where the fit has residuals of the skin, their normal map goes
 * with it.
 */
export async function fitRig(described: DescribedFit, choices: RigChoices): Promise<FitRig> {
  const { fitted } = described;
  const { asm, head, positions, size } = fitted;
  // The skin is encoded while the rig is built.
  const painting = headTextures(head, described.skin, (name) => `textures/${name}.png`);
  const { model, result } = asm;
  const identity = fitted.coefficients.subarray(0, fitted.space.identityCount);
  const built = asmRig(
    { model, forward: result.forward, positions, size, identity, motions: viewMotions(fitted) },
    choices,
  );
  const rig = { ...built.head, textures: await painting };
  return { rig: await withRelief(rig, described), influenceLoss: built.loss };
}

/** How each expression moves the bones beside its shapes; views of one label share theirs. */
function viewMotions({ expressions, asm, size }: FittedHead): ViewMotion[] {
  return Array.from({ length: expressions.groupCount }, (_, group) => ({
    shifts: groupSlice(asm.result.boneTranslations, EXPRESSION_BONE_PARAMETERS, group).map((x) => size * x),
    jaw: new Float64Array(JAW_POSE),
  }));
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
