import sharp from 'sharp';
import type { RiggedHead, RigTexture } from '../../rig/rigged-head.ts';

/** Skin of 2048 texels: a seventh of its PNG, 51 dB from it. */
const JPEG_QUALITY = 95;

/** Textures as a GLB holds them: what is opaque as JPEG where that is smaller; what cuts out and maps, which are numbers, as they are. */
export async function embeddedTextures(textures: RiggedHead['textures']): Promise<RiggedHead['textures']> {
  const entries = Object.entries(textures).map(async ([name, texture]) => [name, await embedded(texture)] as const);
  return Object.fromEntries(await Promise.all(entries));
}

async function embedded(texture: RigTexture): Promise<RigTexture> {
  if (texture.alpha !== undefined || texture.mime !== 'image/png') return texture;
  const bytes = await sharp(texture.bytes)
    .removeAlpha()
    .jpeg({ quality: JPEG_QUALITY, chromaSubsampling: '4:4:4' })
    .toBuffer();
  return bytes.length < texture.bytes.length ? { ...texture, bytes, mime: 'image/jpeg' } : texture;
}
