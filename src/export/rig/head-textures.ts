import { readFileSync } from 'node:fs';
import type { HeadModel, TextureName } from '../../head/head-model.ts';
import type { ByteImage } from '../../image/image.ts';
import { encodePng } from '../../image/image-file.ts';
import type { RigTexture } from './rigged-head.ts';

const PARTS = ['eye', 'teeth', 'tongue'] as const;
/** All of them wet: the tears' film is a mirror but for its trembling, enamel is smooth, the tongue is rough under its film. */
const ROUGHNESS = { eye: 0.1, teeth: 0.3, tongue: 0.4 } as const;

/** Pictures of a head's textures, by what they are called: the colours of each, and the skin's maps. */
export type TextureFile = TextureName | 'occlusion_roughness';

/** What a skin is painted with. */
export interface SkinPictures {
  readonly colors: ByteImage;
  /** As `occlusionRoughness` makes it. */
  readonly occlusionRoughness: ByteImage;
}

/**
 * The skin as it was painted, encoded on other threads, and the parts' textures as they ship.
 * @param fileOf where each lies
 */
export async function headTextures(
  head: HeadModel,
  skin: SkinPictures,
  fileOf: (name: TextureFile) => string,
): Promise<Record<TextureName, RigTexture>> {
  const encoding = Promise.all([encodePng(skin.colors), encodePng(skin.occlusionRoughness)]);
  const part = (name: (typeof PARTS)[number]): RigTexture => ({
    file: fileOf(name),
    bytes: readFileSync(head.partTextures[name]),
    mime: 'image/png',
    roughness: ROUGHNESS[name],
  });
  const [eye, teeth, tongue] = PARTS.map(part);
  const [bytes, maps] = await encoding;
  const occlusionRoughness = { file: fileOf('occlusion_roughness'), bytes: maps };
  return {
    skin: { file: fileOf('skin'), bytes, mime: 'image/png', roughness: 1, occlusionRoughness },
    eye,
    teeth,
    tongue,
  };
}
