import type { DescribedFit } from '../../fitting/finish/describe-fit.ts';
import { encodeCutPng, encodePng } from '../../image/image-file.ts';
import type { BuiltRig, RigWishes } from './build-rig.ts';
import { hairPrimitive } from './extras/hair-primitive.ts';
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
export async function fitRig(
  described: DescribedFit,
  { keepExpression }: RigWishes,
  { head, influenceLoss }: BuiltRig,
): Promise<FitRig> {
  const painted = { skin: described.skin, eye: described.eyes.picture };
  const painting = headTextures(described.fitted.head, painted, (name) => `textures/${name}.png`);
  const { positions, neutral } = described.fitted;
  const rest = keepExpression ? positions : neutral;
  const rig = await withHair({ ...head, textures: await painting }, described, rest);
  return { rig: await withRelief(rig, described, rest), influenceLoss };
}

/** A rig with the hair that the photographs show, its colours cut out by its opacity. @param rest the head as it rests [V, 3] mm */
async function withHair(rig: RiggedHead, { fitted, hair }: DescribedFit, rest: Float64Array): Promise<RiggedHead> {
  if (hair === null) return rig;
  const { mesh, texture } = hair;
  const bytes = await encodeCutPng(texture.color, texture.opacity);
  const painted = {
    file: 'textures/hair.png',
    bytes,
    mime: 'image/png',
    roughness: HAIR_ROUGHNESS,
    alpha: 'mask',
  } as const;
  const primitive = hairPrimitive(fitted.head, { mesh, on: fitted.positions }, rest);
  return { ...rig, primitives: [...rig.primitives, primitive], textures: { ...rig.textures, hair: painted } };
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
