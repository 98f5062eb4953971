import { readFileSync } from 'node:fs';
import type { HeadExtra } from '../../head/cards/head-extras.ts';
import type { HeadModel, TextureName } from '../../head/head-model.ts';
import type { ByteImage } from '../../image/image.ts';
import { encodePng, tintedPng } from '../../image/image-file.ts';
import { lashColor } from './extras/lash-color.ts';
import type { RigTexture } from './rigged-head.ts';

const PARTS = ['eye', 'teeth', 'tongue'] as const;
/** All of them wet: the tears' film is a mirror but for its trembling, enamel is smooth, the tongue is rough under its film. */
const ROUGHNESS = { eye: 0.1, teeth: 0.3, tongue: 0.4 } as const;

/** The tears' film over the iris, shade without any gloss, and dry hair. */
const EXTRAS = {
  cornea: { roughness: 0.03, alpha: 'blend' },
  eye_occlusion: { roughness: 1, alpha: 'blend' },
  lashes: { roughness: 0.6, alpha: 'strands' },
  brows: { roughness: 0.6, alpha: 'mask' },
} as const;

/** Pictures of a head's textures, by what they are called: the colours of each, and the skin's maps. */
export type TextureFile = TextureName | HeadExtra | 'occlusion_roughness';

/** What a head is painted with. */
export interface PaintedHead {
  readonly skin: ByteImage;
  /** As it ships where it is null. */
  readonly eye: ByteImage | null;
}

/** Skin and eyes as they were painted, encoded on other threads, and the textures that ship. @param fileOf where each lies */
export async function headTextures(
  head: HeadModel,
  { skin, eye: paintedEye }: PaintedHead,
  fileOf: (name: TextureFile) => string,
): Promise<Record<TextureName | HeadExtra, RigTexture>> {
  const extra = (name: HeadExtra): RigTexture => ({
    file: fileOf(name),
    bytes: readFileSync(head.extraTextures[name]),
    mime: 'image/png',
    ...EXTRAS[name],
  });
  const lashes = extra('lashes');
  const encoding = Promise.all([
    encodePng(skin),
    paintedEye === null ? null : encodePng(paintedEye),
    tintedPng(lashes.bytes, lashColor(head, skin)),
  ]);
  const part = (name: (typeof PARTS)[number]): RigTexture => ({
    file: fileOf(name),
    bytes: readFileSync(head.partTextures[name]),
    mime: 'image/png',
    roughness: ROUGHNESS[name],
  });
  const [eye, teeth, tongue] = PARTS.map(part);
  const occlusionRoughness = { file: fileOf('occlusion_roughness'), bytes: readFileSync(head.occlusionRoughness) };
  const [skinBytes, eyeBytes, lashBytes] = await encoding;
  return {
    skin: { file: fileOf('skin'), bytes: skinBytes, mime: 'image/png', roughness: 1, occlusionRoughness },
    eye: eyeBytes === null ? eye : { ...eye, bytes: eyeBytes },
    teeth,
    tongue,
    cornea: extra('cornea'),
    eye_occlusion: extra('eye_occlusion'),
    lashes: { ...lashes, bytes: lashBytes },
    brows: extra('brows'),
  };
}
