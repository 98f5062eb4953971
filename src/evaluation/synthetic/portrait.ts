import { type Random, randomStream } from '../../geometry/random.ts';
import type { HeadModel } from '../../head/head-model.ts';
import type { LinearImage } from '../../image/image.ts';
import { headRenderMesh, type PartImages } from '../../render/mesh/head-mesh.ts';
import { beardHairs, drawBeard, paintBeard } from './hair/beard.ts';
import { hairdo } from './hair/hairdo.ts';
import { drawHairstyle, type Hairstyle } from './hair/hairstyle.ts';
import { paintScalp } from './hair/scalp-paint.ts';
import { headwear } from './headwear.ts';
import { type PhotoConditions, PLAIN_CONDITIONS } from './photographs.ts';
import { clothes } from './scene/clothes.ts';
import { glasses } from './scene/glasses.ts';
import { meanLuminance } from './scene/skin-texture.ts';
import { headClasses } from './scene/true-labels.ts';
import { type ClassedMesh, wearing } from './scene/worn-part.ts';
import type { PortraitChoices } from './synthetic-choices.ts';

/** Streams of their own, so that what else is drawn stays as it was. */
const HAIR_STREAM = 101;
const CLOTHES_STREAM = 102;
const GLASSES_STREAM = 103;
const BEARD_STREAM = 104;
const BEARD_HAIRS_STREAM = 105;
const HEADWEAR_STREAM = 106;

/** With clothes a picture shows shoulders too, with hair there is room for it. */
const PORTRAIT_DISTANCE = 1.25;
/** The middle of head and hair, between the ears. */
const PORTRAIT_AIM = [0, -10, -60] as const;
/** Mean linear luminance of the albedo model's skins. */
const USUAL_LUMINANCE = 0.29;

export function portraitConditions(choices: PortraitChoices): PhotoConditions {
  const roomy = choices.hair || choices.clothes;
  return {
    ...PLAIN_CONDITIONS,
    yaw: choices.maxYaw,
    pitchSpread: choices.pitchSpread,
    rollSpread: choices.rollSpread,
    distance: roomy ? PORTRAIT_DISTANCE * choices.distance : choices.distance,
    aim: roomy ? PORTRAIT_AIM : PLAIN_CONDITIONS.aim,
    focal: choices.focal,
    focalSpread: choices.focalSpread,
    background: choices.background,
    lighting: choices.lighting,
  };
}

/** What is exposed for: half of the way, as factors, from the usual skin to a chosen one, so that dark skins are dark in pictures too. */
export function portraitExposure(luminance: number, { skin }: Pick<PortraitChoices, 'skin'>): number {
  return skin === null ? luminance : Math.sqrt(luminance * USUAL_LUMINANCE);
}

/** Lids, brow and lips shade what lies between them; the renderer casts no shadows. */
const SHADED = 0.6;

/** Textures of eyes and mouth as they are in the shade, which the exposure for a chosen skin would show glaring. */
export function shadedParts(parts: PartImages): PartImages {
  const shaded = (image: LinearImage): LinearImage => ({ ...image, data: image.data.map((x) => SHADED * x) });
  return { eye: shaded(parts.eye), teeth: shaded(parts.teeth), tongue: shaded(parts.tongue) };
}

/** A bare person. */
interface Model {
  readonly head: HeadModel;
  readonly parts: PartImages;
  /** [V, 3] mm, all parts */
  readonly positions: Float64Array;
  readonly skin: LinearImage;
}

/** Somebody as they are photographed. */
export interface DressedPerson extends ClassedMesh {
  readonly hairstyle: Hairstyle | null;
}

/** A person with the hair, beard, clothes, glasses and headwear that are asked for. @param seed of what they look like */
export function dressed(
  { head, parts, positions, skin }: Model,
  choices: Pick<PortraitChoices, 'hair' | 'beard' | 'clothes' | 'glasses' | 'headwear'>,
  seed: number,
): DressedPerson {
  const random = randomStream(seed, HAIR_STREAM);
  const hairstyle = choices.hair ? drawHairstyle(random, meanLuminance(skin)) : null;
  const stream = (number: number): Random => randomStream(seed, number);
  const shaped = { head, positions };
  const beard = choices.beard ? drawBeard(stream(BEARD_STREAM), meanLuminance(skin)) : null;
  const hat = choices.headwear ? headwear(shaped, stream(HEADWEAR_STREAM)) : null;
  const shaved = hairstyle === null ? skin : paintScalp(head, skin, hairstyle);
  const painted = beard === null ? shaved : paintBeard(head, shaved, beard);
  const worn = [
    ...(hairstyle === null || hat?.kind === 'scarf' ? [] : [hairdo(shaped, hairstyle, random, hat?.covers)]),
    ...(beard === null ? [] : [beardHairs(shaped, beard, stream(BEARD_HAIRS_STREAM))]),
    ...(choices.clothes ? [clothes(head, positions, stream(CLOTHES_STREAM))] : []),
    ...(choices.glasses ? glasses(head, positions, stream(GLASSES_STREAM)) : []),
    ...(hat?.parts ?? []),
  ];
  const bare = {
    mesh: headRenderMesh(head, positions, painted, parts),
    classes: headClasses(head, hairstyle !== null),
  };
  return { ...wearing(bare, worn), hairstyle };
}
