import type { Random } from '../../geometry/random.ts';
import { embeddedPoints, type HeadModel } from '../../head/head-model.ts';
import type { LinearImage } from '../../image/image.ts';
import { albedoTexture, headRenderMesh, type PartImages } from '../../render/mesh/head-mesh.ts';
import type { TexturedMesh } from '../../render/mesh/textured-mesh.ts';
import { meanLuminance, unevenSkin } from './scene/skin-texture.ts';
import { skinOfTone } from './scene/skin-tone.ts';

/** Someone to be photographed. */
export interface SyntheticPerson {
  readonly mesh: TexturedMesh;
  /** [V, 3] mm, all parts, the face along +z */
  readonly positions: Float64Array;
  /** [68, 3] mm */
  readonly landmarks68: Float64Array;
  /** Mean linear luminance of the skin. */
  readonly luminance: number;
  readonly identity: Float64Array;
  readonly expression: Float64Array;
}

/** A person's shape and skin. */
export interface SyntheticBody extends Omit<SyntheticPerson, 'mesh'> {
  readonly skin: LinearImage;
}

/** What a person is drawn with. */
export interface BodyChoices {
  /** Times the expressions that are drawn. */
  readonly expressiveness: number;
  /** A tone in 1..10 from light to dark, or the picture of a skin; null: drawn from the albedo model. */
  readonly skin: number | LinearImage | null;
}

export function drawBody(
  head: HeadModel,
  random: Random,
  { expressiveness, skin: choice }: BodyChoices,
): SyntheticBody {
  const identity = drawIdentity(head, random);
  const expression = new Float64Array(head.expressions.names.length);
  for (let i = 0; i < 4; i++)
    expression[Math.floor(random.uniform() * expression.length)] = 0.35 * random.uniform() * expressiveness;
  const positions = head.template.slice();
  addModes(positions, head.identity.deltas, identity);
  addModes(positions, head.expressions.deltas, expression);
  const skin = skinTexture(head, random, choice);
  return {
    skin,
    positions,
    landmarks68: embeddedPoints(head.embeddings.ibug68, positions),
    luminance: meanLuminance(skin),
    identity,
    expression,
  };
}

/** @param expressiveness times the expressions that are drawn */
export function drawPerson(
  head: HeadModel,
  parts: PartImages,
  random: Random,
  expressiveness: number,
): SyntheticPerson {
  const { skin, ...body } = drawBody(head, random, { expressiveness, skin: null });
  return { ...body, mesh: headRenderMesh(head, body.positions, skin, parts) };
}

/** Coefficients of the identity modes within two standard deviations. */
export function drawIdentity(head: HeadModel, random: Random): Float64Array {
  return Float64Array.from({ length: head.identity.names.length }, () => Math.max(-2, Math.min(2, random.normal())));
}

export function addModes(positions: Float64Array, deltas: Float32Array, coefficients: Float64Array): void {
  coefficients.forEach((a, k) => {
    for (let i = 0; i < positions.length; i++) positions[i] += a * deltas[k * positions.length + i];
  });
}

/** The albedo model's skin, or one that is given, with blemishes and pores. */
export function skinTexture(head: HeadModel, random: Random, choice: BodyChoices['skin']): LinearImage {
  const drawn = [0.6 * random.normal(), 0.6 * random.normal(), 0.5 * random.normal()];
  if (choice === null) return unevenSkin(albedoTexture(head, drawn), random);
  return unevenSkin(typeof choice === 'number' ? skinOfTone(head, choice, drawn.slice(1)) : choice, random);
}
