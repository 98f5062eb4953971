import { createRandom, type Random } from '../../geometry/random.ts';
import type { HeadModel } from '../../head/head-model.ts';
import type { PartImages } from '../../render/mesh/head-mesh.ts';
import { type Lashes, wornLashes } from '../../render/mesh/lashes.ts';
import { drawBody, type SyntheticPerson } from './draw-person.ts';
import type { HairCut } from './hair/hairstyle.ts';
import { shineOf } from './light/shine.ts';
import {
  openSession,
  PHOTO_SAMPLES,
  type PhotoConditions,
  type Photographs,
  photographMoments,
} from './photographs.ts';
import { dressed, portraitConditions, portraitExposure, shadedParts } from './portrait.ts';
import { trueLabels } from './scene/true-labels.ts';
import { type EyeChoices, PLAIN_EYES, PLAIN_PORTRAIT, type PortraitChoices } from './synthetic-choices.ts';
import { drawEyes, lookingPositions, type SyntheticEyes } from './synthetic-eyes.ts';

/** Times the cover of the lashes' picture: neither fair nor painted. */
export const LASH_DENSITY = 1.3;

export interface SyntheticOptions {
  readonly views: number;
  /** Width and height in pixels. */
  readonly size: number;
  readonly seed: number;
  /** As they ship, and looking ahead, where it is left out. */
  readonly eyes?: EyeChoices;
  /** None where it is left out. */
  readonly lashes?: Lashes | null;
  /** A bald head on a plain ground where it is left out. */
  readonly portrait?: PortraitChoices;
}

/** A capture whose every unknown is known. Head space is the world. */
export interface SyntheticCapture extends Photographs {
  /** [V, 3] mm */
  readonly positions: Float64Array;
  /** [68, 3] mm */
  readonly landmarks68: Float64Array;
  readonly identity: Float64Array;
  readonly expression: Float64Array;
}

/** A capture of a head whose eyes are known too. */
export interface SyntheticHeadCapture extends SyntheticCapture {
  readonly eyes: SyntheticEyes;
  /** What each pixel of each photograph shows, indices of `SEGMENT_CLASSES` [views][H, W]. */
  readonly labels: readonly Uint8Array[];
  /** The cut of the hair; null for a bald head. */
  readonly hair: HairCut | null;
}

/** Renders the bundled head with random identity, expression, skin, eyes, hair, clothes, light, cameras, background and noise. */
export function synthesizeCapture(head: HeadModel, parts: PartImages, options: SyntheticOptions): SyntheticHeadCapture {
  const random = createRandom(options.seed);
  const choices = options.portrait ?? PLAIN_PORTRAIT;
  const own = choices.skin === null ? parts : shadedParts(parts);
  const { eyes, picture } = drawEyes(head, own.eye, options, options.eyes ?? PLAIN_EYES);
  const body = drawBody(head, random, { expressiveness: 1, skin: choices.skin });
  const { positions, landmarks68, identity, expression, skin } = body;
  const { mesh, classes, hairstyle } = dressed(
    { head, parts: { ...own, eye: picture }, positions, skin },
    choices,
    options.seed,
  );
  const cards = wornLashes(options.lashes ?? null, positions, LASH_DENSITY);
  const moments = eyes.gazes.map((gaze) => ({ positions: lookingPositions(head, mesh.positions, gaze), cards }));
  const subject = {
    look: mesh,
    moments,
    luminance: portraitExposure(body.luminance, choices),
    shine: shineOf(mesh, classes),
  };
  const { cameras, light, lamps, take } = openSession(subject, random, options.size, portraitConditions(choices));
  // Labels as photographs are taken: z-buffers of all views at once would be four times as large as they.
  const taken = cameras.map((_, v) => {
    const { image, zBuffer } = take(v);
    return { image, labels: trueLabels(classes, zBuffer, PHOTO_SAMPLES) };
  });
  return {
    ...{ cameras, light, lamps, positions, landmarks68, identity, expression, eyes },
    images: taken.map(({ image }) => image),
    labels: taken.map(({ labels }) => labels),
    hair: hairstyle?.cut ?? null,
  };
}

/** Photographs of someone under drawn light, from drawn places, before drawn backgrounds. */
export function photograph(
  person: SyntheticPerson,
  random: Random,
  { views, size }: Pick<SyntheticOptions, 'views' | 'size'>,
  conditions: PhotoConditions,
): SyntheticCapture {
  const { mesh, luminance, positions, landmarks68, identity, expression } = person;
  const moments = Array.from({ length: views }, () => mesh);
  const taken = photographMoments({ look: mesh, moments, luminance }, random, size, conditions);
  return { ...taken, positions, landmarks68, identity, expression };
}
