import sharp from 'sharp';
import type { RigTexture } from '../rigged-head.ts';

/** How much each texel of a texture covers. */
export interface AlphaPlane {
  readonly width: number;
  readonly height: number;
  /** [height, width] 0..255 */
  readonly data: Uint8Array;
}

export async function alphaPlane({ bytes }: Pick<RigTexture, 'bytes'>): Promise<AlphaPlane> {
  const { data, info } = await sharp(bytes)
    .ensureAlpha()
    .extractChannel('alpha')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data: new Uint8Array(data) };
}
