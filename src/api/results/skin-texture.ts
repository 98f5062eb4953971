import type { RiggedHead } from '../../export/rig/rigged-head.ts';
import type { ByteImage } from '../../image/image.ts';
import type { BakedTexture } from '../../render/texture/bake-texture.ts';

/** The light-free colour of the skin over the mesh's UVs. */
export interface SkinTexture {
  /** Texels. */
  readonly width: number;
  /** Texels. */
  readonly height: number;
  /** The picture as PNG, 8-bit sRGB. */
  readonly png: Uint8Array;
  /** Share of the texels on the skin that a photograph shows, 0..1; the rest is the prior's. */
  readonly coverage: number;
}

export function skinTexture(
  { width, height }: Pick<ByteImage, 'width' | 'height'>,
  { coverage }: BakedTexture,
  { textures }: RiggedHead,
): SkinTexture {
  return { width, height, png: textures.skin.bytes, coverage };
}
