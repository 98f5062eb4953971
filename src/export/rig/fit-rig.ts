import type { DescribedFit } from '../../fitting/finish/describe-fit.ts';
import { encodeCutPng, encodePng } from '../../image/image-file.ts';
import type { Kernels } from '../../kernels/kernel.ts';
import { asmRig, type RigChoices } from './asm-rig.ts';
import { fittedMoments } from './clips/captured-moments.ts';
import { withViewClips } from './clips/view-clips.ts';
import { headTextures } from './head-textures.ts';
import { normalsWithoutRelief } from './normals/relief-normals.ts';
import type { RiggedHead } from './rigged-head.ts';
import type { InfluenceLoss } from './weights/solve-weights.ts';

/** A fit's rig, and what its weights lose. */
export interface FitRig {
  readonly rig: RiggedHead;
  readonly influenceLoss: InfluenceLoss;
}

/** What a rig of a fit is made for. */
export interface RigWishes extends RigChoices {
  /** Whether it rests as it was captured, instead of as the neutral face with each moment as a clip. */
  readonly keepExpression: boolean;
}

/**
 * The rig of a finished fit, its textures under `textures/`. Where the fit has residuals of the skin, their normal map goes
 * with it.
 */
export async function fitRig(kernels: Kernels, described: DescribedFit, choices: RigWishes): Promise<FitRig> {
  const { keepExpression } = choices;
  const { fitted, hair } = described;
  const { asm, head, size } = fitted;
  const positions = keepExpression ? fitted.positions : fitted.neutral;
  const moments = keepExpression ? [] : fittedMoments(fitted);
  // The skin is encoded while the rig is built.
  const painting = headTextures(head, described.skin, (name) => `textures/${name}.png`);
  const { model, result } = asm;
  const identity = fitted.coefficients.subarray(0, fitted.space.identityCount);
  const built = asmRig(
    kernels,
    {
      model,
      forward: result.forward,
      positions,
      size,
      identity,
      motions: moments.map(({ motion }) => motion),
      ...(hair === null ? {} : { hair: { mesh: hair.mesh, on: fitted.positions } }),
    },
    choices,
  );
  const clipped = withViewClips(
    built.head,
    moments.map(({ name, expression, positions: captured }, m) => ({
      name,
      pose: built.poses[m],
      weights: built.weightsOf({ expression }).weights,
      shown: built.onPrimitives(captured),
    })),
  );
  const rig = { ...clipped, textures: { ...(await painting), ...(await hairTexture(hair)) } };
  return { rig: await withRelief(rig, described, positions), influenceLoss: built.loss };
}

/** Hair's colours, cut out by its opacity; nothing where there is none. */
async function hairTexture(hair: DescribedFit['hair']): Promise<RiggedHead['textures']> {
  if (hair === null) return {};
  const { color, opacity } = hair.texture;
  const bytes = await encodeCutPng(color, opacity);
  return { hair: { file: 'textures/hair.png', bytes, mime: 'image/png', roughness: HAIR_ROUGHNESS, alpha: 'mask' } };
}

/** Dry hair, as lashes and brows. */
const HAIR_ROUGHNESS = 0.6;

/** A rig whose skin has the residuals' normal map, and normals that this is told against. */
async function withRelief(
  rig: RiggedHead,
  { fitted, detail }: DescribedFit,
  positions: Float64Array,
): Promise<RiggedHead> {
  if (detail === null || fitted.detail === null) return rig;
  const { head } = fitted;
  const normals = normalsWithoutRelief(head, positions, fitted.detail);
  const normalMap = { file: 'textures/normal.png', bytes: await encodePng(detail.normals) };
  return {
    ...rig,
    primitives: rig.primitives.map((primitive) => (primitive.name === 'skin' ? { ...primitive, normals } : primitive)),
    textures: { ...rig.textures, skin: { ...rig.textures.skin, normalMap } },
  };
}
