import type { DescribedFit } from '../../fitting/finish/describe-fit.ts';
import { encodeCutPng, encodePng } from '../../image/image-file.ts';
import type { BuiltRig, RigWishes } from './build-rig.ts';
import { hairPrimitives } from './extras/hair-primitive.ts';
import { headTextures } from './head-textures.ts';
import { normalsWithoutRelief } from './normals/relief-normals.ts';
import type { RiggedHead, RigTexture } from './rigged-head.ts';
import type { InfluenceLoss } from './weights/solve-weights.ts';

/** A fit's rig, and what its weights lose. */
export interface FitRig {
  readonly rig: RiggedHead;
  readonly influenceLoss: InfluenceLoss;
}

/** What a fit's rig is painted with, encoded. */
export interface FitTextures {
  readonly head: Awaited<ReturnType<typeof headTextures>>;
  /** Of the hair, of the cards over it, and of the residuals' normals; null where there are none. */
  readonly hair: Uint8Array | null;
  readonly cards: Uint8Array | null;
  readonly normals: Uint8Array | null;
}

/** Encodes a fit's textures on other threads; its rig may still be being built. */
export async function fitTextures({ fitted, skin, eyes, hair, detail }: DescribedFit): Promise<FitTextures> {
  const cards = hair === null ? null : hair.cards;
  const [head, hairBytes, cardBytes, normals] = await Promise.all([
    headTextures(fitted.head, { skin, eye: eyes.picture }, (name) => `textures/${name}.png`),
    hair === null ? null : encodeCutPng(hair.texture.color, hair.texture.opacity),
    cards === null ? null : encodeCutPng(cards.texture.color, cards.texture.opacity),
    detail === null ? null : encodePng(detail.normals),
  ]);
  return { head, hair: hairBytes, cards: cardBytes, normals };
}

/**
 * The rig of a finished fit, its textures under `textures/`. Where the fit has residuals of the skin, their normal map goes
 * with it.
 */
export function fitRig(
  described: DescribedFit,
  { keepExpression }: RigWishes,
  { head, influenceLoss }: BuiltRig,
  textures: FitTextures,
): FitRig {
  const { positions, neutral } = described.fitted;
  const rest = keepExpression ? positions : neutral.positions;
  const rig = withHair({ ...head, textures: textures.head }, described, textures, rest);
  return { rig: withRelief(rig, described, textures.normals, rest), influenceLoss };
}

/** A rig with the hair that the photographs show, which covers its edge by its opacity, and the strands over it. @param rest the head as it rests [V, 3] mm */
function withHair(
  rig: RiggedHead,
  { fitted, hair }: DescribedFit,
  { hair: bytes, cards: cardBytes }: FitTextures,
  rest: Float64Array,
): RiggedHead {
  if (hair === null || bytes === null) return rig;
  const painted = { mime: 'image/png', roughness: HAIR_ROUGHNESS } as const;
  const { mesh, cards } = hair;
  const primitives = hairPrimitives(
    fitted.head,
    { mesh, cards: cards === null ? null : cards.mesh, on: fitted.positions },
    rest,
  );
  const textures: Record<string, RigTexture> = {
    ...rig.textures,
    hair: { ...painted, file: 'textures/hair.png', bytes, alpha: 'soft-edge' },
  };
  if (cardBytes !== null)
    textures.hair_cards = { ...painted, file: 'textures/hair_cards.png', bytes: cardBytes, alpha: 'strands' };
  return { ...rig, primitives: [...rig.primitives, ...primitives], textures };
}

/** Dry hair, as lashes and brows. */
const HAIR_ROUGHNESS = 0.6;

/** A rig whose skin has the residuals' normal map, and normals that this is told against. */
function withRelief(
  rig: RiggedHead,
  { fitted }: DescribedFit,
  bytes: Uint8Array | null,
  positions: Float64Array,
): RiggedHead {
  if (bytes === null || fitted.detail === null) return rig;
  const { head } = fitted;
  const normals = normalsWithoutRelief(head, positions, fitted.detail);
  const normalMap = { file: 'textures/normal.png', bytes };
  return {
    ...rig,
    primitives: rig.primitives.map((primitive) => (primitive.name === 'skin' ? { ...primitive, normals } : primitive)),
    textures: { ...rig.textures, skin: { ...rig.textures.skin, normalMap } },
  };
}
