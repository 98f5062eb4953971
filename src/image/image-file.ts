import sharp from 'sharp';
import type { ByteImage } from './image.ts';
import type { Triple } from './oklab.ts';

// Pictures are encoded once: what libvips would keep of them is memory lost.
sharp.cache(false);

/** Encodes a picture; the format follows from the path's ending where one is given. */
export async function encodePng(image: ByteImage): Promise<Buffer> {
  return sharp(image.data, { raw: { width: image.width, height: image.height, channels: 3 } })
    .png({ compressionLevel: 7 })
    .toBuffer();
}

/** The same with what cuts it out. @param opacity [height, width] */
export async function encodeCutPng(image: ByteImage, opacity: Uint8Array): Promise<Buffer> {
  const data = new Uint8Array(4 * opacity.length);
  for (let k = 0; k < opacity.length; k++) {
    for (let c = 0; c < 3; c++) data[4 * k + c] = image.data[3 * k + c];
    data[4 * k + 3] = opacity[k];
  }
  return (
    sharp(data, { raw: { width: image.width, height: image.height, channels: 4 } })
      // A filter for each row: strands of a seventh of the bytes, hair of five sixths.
      .png({ compressionLevel: 7, adaptiveFiltering: true })
      .toBuffer()
  );
}

/** A picture that covers, all in one colour. @param png encoded, RGBA @param color sRGB bytes */
export async function tintedPng(png: Uint8Array, [red, green, blue]: Triple): Promise<Buffer> {
  return sharp(png).linear([0, 0, 0, 1], [red, green, blue, 0]).png({ compressionLevel: 7 }).toBuffer();
}

export async function encodeJpeg(image: ByteImage, quality: number): Promise<Buffer> {
  return (
    sharp(image.data, { raw: { width: image.width, height: image.height, channels: 3 } })
      // Optimised tables would hold the whole picture's coefficients: four times the time, forty megabytes, 3 % of the file.
      .jpeg({ quality, chromaSubsampling: '4:4:4', optimiseCoding: false })
      .toBuffer()
  );
}

/** A picture as JPEG, shrunk where its longer side is longer than so many pixels. */
export async function shrunkJpeg(
  { width, height, data }: ByteImage,
  longest: number,
  quality: number,
): Promise<Buffer> {
  return sharp(data, { raw: { width, height, channels: 3 } })
    .resize({ width: longest, height: longest, fit: 'inside', withoutEnlargement: true })
    .jpeg({ quality })
    .toBuffer();
}
