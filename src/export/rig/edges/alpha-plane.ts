import sharp from 'sharp';
import type { AlphaPlane } from '../../../render/mesh/edge-triangles.ts';
import type { RigTexture } from '../rigged-head.ts';

export async function alphaPlane({ bytes }: Pick<RigTexture, 'bytes'>): Promise<AlphaPlane> {
  const { data, info } = await sharp(bytes)
    .ensureAlpha()
    .extractChannel('alpha')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data: new Uint8Array(data) };
}
