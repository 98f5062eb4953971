import { statSync } from 'node:fs';
import readExif from 'exif-reader';
import sharp from 'sharp';
import { AsmFitError, messageOf } from '../errors.ts';
import type { ByteImage } from './image.ts';

/** Smaller pictures hold no face; larger ones would cost gigabytes. */
export const MIN_IMAGE_SIDE = 64;
export const MAX_IMAGE_PIXELS = 120e6;
const MAX_FILE_BYTES = 512 * 2 ** 20;
/** Diagonal of a 36 x 24 mm frame, to which 35-mm equivalent focal lengths refer. */
const FULL_FRAME_DIAGONAL_MM = 43.27;

export interface LoadedImage {
  /** Upright (EXIF orientation applied), sRGB. */
  readonly image: ByteImage;
  /** Focal length in pixels from EXIF's 35-mm equivalent, null where it is not there. */
  readonly exifFocal: number | null;
}

/**
 * Decodes a photograph (anything sharp reads), upright, in sRGB, without alpha.
 * @throws {AsmFitError} input: unreadable, truncated, too small or too large.
 */
export async function loadImage(path: string): Promise<LoadedImage> {
  const fail = (requirement: string, received: string, hint: string, cause?: unknown): never => {
    throw new AsmFitError('input', `${path}: ${requirement}; received ${received}`, hint, { cause });
  };
  const size = statSync(path, { throwIfNoEntry: false })?.size;
  if (size === undefined) fail('the image must exist', 'no such file', 'check the path in capture.json');
  if ((size ?? 0) > MAX_FILE_BYTES) fail('an image file must be at most 512 MB', `${size} bytes`, 'export it smaller');
  try {
    const metadata = await sharp(path, { limitInputPixels: false }).metadata();
    const { width, height } = metadata;
    if (Math.min(width, height) < MIN_IMAGE_SIDE)
      fail(
        `an image must be at least ${MIN_IMAGE_SIDE} pixels a side`,
        `${width} x ${height}`,
        'remove it or replace it by a photograph',
      );
    if (width * height > MAX_IMAGE_PIXELS)
      fail(
        `an image must have at most ${MAX_IMAGE_PIXELS / 1e6} megapixels`,
        `${width} x ${height}`,
        'scale it down; 2000 pixels across the face are plenty',
      );
    const { data, info } = await sharp(path, { failOn: 'error', limitInputPixels: MAX_IMAGE_PIXELS })
      .rotate()
      .flatten({ background: '#808080' })
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
    const rgb = info.channels === 3 ? data : spread(data, info.channels);
    return {
      image: { width: info.width, height: info.height, data: rgb },
      exifFocal: exifFocal(metadata.exif, Math.hypot(width, height)),
    };
  } catch (error) {
    if (error instanceof AsmFitError) throw error;
    return fail('the image must decode', messageOf(error).split('\n')[0], 'replace the file or remove the view', error);
  }
}

/** Grey (with or without alpha) to RGB. */
function spread(data: Uint8Array, channels: number): Uint8Array {
  const out = new Uint8Array((3 * data.length) / channels);
  for (let i = 0; i < out.length; i++) out[i] = data[Math.floor(i / 3) * channels];
  return out;
}

function exifFocal(exif: Buffer | undefined, diagonalPixels: number): number | null {
  if (exif === undefined) return null;
  try {
    const equivalent = readExif(exif).Photo?.FocalLengthIn35mmFilm;
    if (typeof equivalent !== 'number' || !(equivalent >= 8 && equivalent <= 2000)) return null;
    return (equivalent / FULL_FRAME_DIAGONAL_MM) * diagonalPixels;
  } catch {
    // Broken EXIF is common and only costs the focal prior.
    return null;
  }
}

/** Decodes a mask: white (>= 50 %) keeps a pixel. @returns [H, W] of 0 and 1 */
export async function loadMask(path: string, width: number, height: number): Promise<Uint8Array> {
  const { image } = await loadImage(path);
  if (image.width !== width || image.height !== height)
    throw new AsmFitError(
      'input',
      `${path}: a mask must be as large as its image, ${width} x ${height}; received ${image.width} x ${image.height}`,
      'export the mask at the size of the photograph',
    );
  return Uint8Array.from({ length: width * height }, (_, i) => (image.data[3 * i] >= 128 ? 1 : 0));
}
