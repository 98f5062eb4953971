import { readFileSync } from 'node:fs';
import type { HeadExtra } from '../../head/cards/head-extras.ts';
import type { HeadModel, TextureName } from '../../head/head-model.ts';
import type { ByteImage } from '../../image/image.ts';
import { encodePng } from '../../image/image-file.ts';
import type { RigTexture } from './rigged-head.ts';

const PARTS = ['eye', 'teeth', 'tongue'] as const;
/** All of them wet: the tears' film is a mirror but for its trembling, enamel is smooth, the tongue is rough under its film. */
const ROUGHNESS = { eye: 0.1, teeth: 0.3, tongue: 0.4 } as const;

/** The tears' film over the iris, and dry hair. */
const EXTRAS = {
  cornea: { roughness: 0.03, alpha: 'blend' },
  lashes: { roughness: 0.6, alpha: 'mask' },
  brows: { roughness: 0.6, alpha: 'mask' },
} as const;

/** Pictures of a head's textures, by what they are called: the colours of each, and the skin's maps. */
export type TextureFile = TextureName | HeadExtra | 'occlusion_roughness';

/** The skin as it was painted, encoded on another thread, and the textures that ship. @param fileOf where each lies */
export async function headTextures(
  head: HeadModel,
  skin: ByteImage,
  fileOf: (name: TextureFile) => string,
): Promise<Record<TextureName | HeadExtra, RigTexture>> {
  const encoding = encodePng(skin);
  const part = (name: (typeof PARTS)[number]): RigTexture => ({
    file: fileOf(name),
    bytes: readFileSync(head.partTextures[name]),
    mime: 'image/png',
    roughness: ROUGHNESS[name],
  });
  const extra = (name: HeadExtra): RigTexture => ({
    file: fileOf(name),
    bytes: readFileSync(head.extraTextures[name]),
    mime: 'image/png',
    ...EXTRAS[name],
  });
  const [eye, teeth, tongue] = PARTS.map(part);
  const occlusionRoughness = { file: fileOf('occlusion_roughness'), bytes: readFileSync(head.occlusionRoughness) };
  return {
    skin: { file: fileOf('skin'), bytes: await encoding, mime: 'image/png', roughness: 1, occlusionRoughness },
    eye,
    teeth,
    tongue,
    cornea: extra('cornea'),
    lashes: extra('lashes'),
    brows: extra('brows'),
  };
}
