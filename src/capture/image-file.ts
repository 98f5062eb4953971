import sharp from 'sharp';
import type { ByteImage } from './image.ts';

/** Encodes a picture; the format follows from the path's ending where one is given. */
export async function encodePng(image: ByteImage): Promise<Buffer> {
  return sharp(image.data, { raw: { width: image.width, height: image.height, channels: 3 } })
    .png({ compressionLevel: 7 })
    .toBuffer();
}

export async function encodeJpeg(image: ByteImage, quality: number): Promise<Buffer> {
  return sharp(image.data, { raw: { width: image.width, height: image.height, channels: 3 } })
    .jpeg({ quality, chromaSubsampling: '4:4:4' })
    .toBuffer();
}
