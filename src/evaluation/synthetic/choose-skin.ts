import { AsmFitError } from '../../errors.ts';
import { createRandom } from '../../geometry/random.ts';
import { type LinearImage, linearImage } from '../../image/image.ts';
import { loadSkins, SKIN_SIZE } from '../../render/texture/skins.ts';
import { meanLuminance } from './scene/skin-texture.ts';
import { TONE_COUNT } from './scene/skin-tone.ts';

/** Which skin a person has. */
export interface ChosenSkin {
  /** For the truth's file: the skin's name or its tone; null where it is drawn. */
  readonly name: string | null;
  /** As `BodyChoices` takes it. */
  readonly choice: number | LinearImage | null;
}

/** @param skin number from light to dark @param skins folder of pictures; without one the skin is a tone of the albedo model */
export interface SkinRequest {
  readonly skin?: number;
  readonly skins?: string;
  readonly seed: number;
}

/**
 * A tone of the albedo model, or one of a folder's skins: the one of that number from light to dark, or one by the seed.
 * @throws {AsmFitError} usage: there are not so many; input: as `loadSkins`
 */
export async function chooseSkin({ skin, skins: folder, seed }: SkinRequest): Promise<ChosenSkin> {
  if (folder === undefined) {
    if (skin !== undefined && skin > TONE_COUNT) throw tooMany(skin, TONE_COUNT, 'the albedo model has tones');
    return { name: skin === undefined ? null : `tone ${skin}`, choice: skin ?? null };
  }
  const skins = (await loadSkins(folder)).map(({ name, data }) => {
    const picture = linearImage({ width: SKIN_SIZE, height: SKIN_SIZE, data });
    return { name, picture, luminance: meanLuminance(picture) };
  });
  skins.sort((a, b) => b.luminance - a.luminance);
  const index = skin === undefined ? Math.floor(createRandom(seed).uniform() * skins.length) : skin - 1;
  if (index >= skins.length) throw tooMany(index + 1, skins.length, `${folder} holds skins`);
  return { name: skins[index].name, choice: skins[index].picture };
}

function tooMany(skin: number, count: number, holds: string): AsmFitError {
  return new AsmFitError('usage', `--skin: ${holds} 1 to ${count}; received ${skin}`, 'choose a smaller number');
}
