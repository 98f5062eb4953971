import sharp, { type Metadata, type Sharp } from 'sharp';
import { AsmFitError, messageOf } from '../errors.ts';
import { readInputFile } from '../files/input-file.ts';
import { exifFocal } from './exif-focal.ts';
import { decodeBmp } from './formats/decode-bmp.ts';
import { decodeHeic } from './formats/decode-heic.ts';
import { type PictureFormat, pictureFormat } from './formats/picture-format.ts';
import { plainTiff } from './formats/plain-tiff.ts';
import type { ByteImage } from './image.ts';
import { checkExpansion, checkSize, MAX_IMAGE_PIXELS } from './image-limits.ts';

/** What a picture may take on disk. */
export const MAX_FILE_BYTES = 512 * 2 ** 20;
/** The largest pictures take five; what takes longer was made to. */
export const DECODE_SECONDS = 60;
/** Behind what a photograph leaves transparent. */
const PHOTO_BACKGROUND = 128;
/** Floating point and 32-bit integers have no white of their own; Lab has one whatever its numbers. */
const DEPTHS: readonly string[] = ['uchar', 'ushort'];
const WHITE_SPACES: readonly string[] = ['lab', 'labs'];

export interface LoadedImage {
  /** Upright (EXIF orientation applied), sRGB. */
  readonly image: ByteImage;
  /** Focal length in pixels from EXIF's 35-mm equivalent, null where it is not there or not to be believed. */
  readonly exifFocal: number | null;
}

/** A picture's file, looked at but not decoded. */
export interface OpenedImage {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly format: PictureFormat;
  /** Null for BMP. */
  readonly metadata: Metadata | null;
}

/**
 * Decodes a photograph (JPEG, PNG, HEIC, WebP, TIFF, AVIF, BMP, the first frame of GIF): upright, in sRGB whatever its profile
 * and depth, without alpha.
 * @throws {AsmFitError} input: no regular file, another format, damaged, cut off, too small or too large.
 */
export async function loadImage(path: string): Promise<LoadedImage> {
  return decodeImage(await openImage(path));
}

/** {@link loadImage} of bytes in memory. @param where names them in messages */
export async function loadImageBytes(bytes: Uint8Array, where: string): Promise<LoadedImage> {
  return decodeImage(await examineImage(Buffer.from(bytes), where));
}

async function decodeImage(opened: OpenedImage): Promise<LoadedImage> {
  const { path, bytes, metadata } = opened;
  if (metadata === null)
    return { image: decodeBmp(bytes, path, PHOTO_BACKGROUND, checkSizeOf(opened)), exifFocal: null };
  return {
    image: await decoding(opened, async () => decodePhoto(await decodable(opened), metadata)),
    exifFocal: exifFocal(metadata.exif, metadata.width, metadata.height),
  };
}

/**
 * Decodes a mask: white (>= 50 %) keeps a pixel, what is transparent is not kept. Colour profiles do not count.
 * @throws {AsmFitError} input, as {@link loadImage}; or of another size than its image
 * @returns [H, W] of 0 and 1
 */
export async function loadMask(path: string, width: number, height: number): Promise<Uint8Array> {
  const opened = await openImage(path);
  const { bytes, metadata } = opened;
  const image =
    metadata === null
      ? decodeBmp(bytes, path, 0, checkSizeOf(opened))
      : await decoding(opened, async () =>
          rgb(
            pipeline(await decodable(opened), { ignoreIcc: true })
              .flatten({ background: '#000000' })
              .toColourspace('srgb'),
          ),
        );
  const fail = (requirement: string, received: string, hint: string): never => {
    throw new AsmFitError('input', `${path}: ${requirement}; received ${received}`, hint);
  };
  if (image.width !== width || image.height !== height)
    fail(
      `a mask must be as large as its image, ${width} x ${height}`,
      `${image.width} x ${image.height}`,
      'export the mask at the size of the photograph',
    );
  const mask = new Uint8Array(width * height);
  let brightest = 0;
  for (let i = 0; i < mask.length; i++) {
    const level = image.data[3 * i];
    mask[i] = level >= 128 ? 1 : 0;
    brightest = Math.max(brightest, level);
  }
  if (brightest === 1) fail('a mask must be white where the picture counts', 'levels of 0 and 1', 'multiply it by 255');
  return mask;
}

/** Reads a picture's file and its header. @throws {AsmFitError} input, as {@link loadImage} */
export async function openImage(path: string): Promise<OpenedImage> {
  return examineImage(readInputFile(path, { what: 'image', maxBytes: MAX_FILE_BYTES }), path);
}

/** @param bytes may be changed */
async function examineImage(bytes: Buffer, path: string): Promise<OpenedImage> {
  const format = pictureFormat(bytes, path);
  const opened = { path, bytes, format, metadata: null };
  if (format === 'bmp') return opened;
  // libvips knows animated AVIF, whose still it takes, by the other of its brands.
  if (format === 'avif') bytes.write('avif', 8, 'latin1');
  const metadata = await decoding(opened, () => sharp(bytes, { limitInputPixels: false }).metadata());
  const { width, height, depth, space } = metadata;
  checkSizeOf(opened)(width, metadata.pageHeight ?? height);
  if (!DEPTHS.includes(depth) && !WHITE_SPACES.includes(space))
    throw new AsmFitError(
      'input',
      `${path}: an image must have 8 or 16 bits a channel; received ${depth}`,
      'export it with 8 or 16 bits',
    );
  return { ...opened, metadata };
}

function checkSizeOf({ path, bytes }: OpenedImage): (width: number, height: number) => void {
  return (width, height) => {
    checkSize(width, height, path);
    checkExpansion(width * height, bytes.length, path);
  };
}

/** Bytes that sharp decodes: for HEVC it has no decoder, and on machines where it has, all get the same picture so. */
async function decodable({ bytes, format, metadata }: OpenedImage): Promise<Uint8Array> {
  if (format !== 'heic') return bytes;
  return plainTiff(await decodeHeic(bytes, MAX_IMAGE_PIXELS), metadata?.icc ?? null);
}

/** What a decoder throws, as an error of ours. */
export async function decoding<T>({ path }: OpenedImage, decode: () => Promise<T>): Promise<T> {
  try {
    return await decode();
  } catch (error) {
    if (error instanceof AsmFitError) throw error;
    // libvips tells what it tried in order; the last line of words is the reason.
    const lines = messageOf(error).trim().split('\n');
    const reason = lines.filter((line) => /[a-z]{3}/i.test(line)).at(-1) ?? 'damaged data';
    throw new AsmFitError(
      'input',
      `${path}: the image must decode; received ${reason}`,
      'copy or export the file again, or remove it',
      { cause: error },
    );
  }
}

export function pipeline(
  bytes: Uint8Array,
  options: { readonly ignoreIcc?: boolean; readonly page?: number; readonly pages?: number },
): Sharp {
  return sharp(bytes, { ...options, failOn: 'error', limitInputPixels: MAX_IMAGE_PIXELS })
    .timeout({ seconds: DECODE_SECONDS })
    .autoOrient();
}

async function decodePhoto(bytes: Uint8Array, metadata: Metadata): Promise<ByteImage> {
  if (metadata.hasProfile && metadata.space === 'rgb16') return taggedRgb16(bytes);
  if (metadata.hasProfile && metadata.space === 'grey16') return taggedGrey16(bytes);
  return rgb(onGrey(pipeline(bytes, {})).toColourspace('srgb'));
}

function onGrey(picture: Sharp): Sharp {
  return picture.flatten({ background: '#808080' });
}

/**
 * sharp turns 16-bit colours to Display P3 and leaves them there; from there to sRGB in 16 bits, since the dark channels
 * of saturated colours would lose three levels in 8.
 */
async function taggedRgb16(bytes: Uint8Array): Promise<ByteImage> {
  let broken = false;
  const { data, info } = await onGrey(pipeline(bytes, {}))
    .on('warning', (warning: string) => {
      if (warning.includes('Invalid embedded profile')) broken = true;
    })
    .toColourspace('rgb16')
    .withIccProfile('srgb')
    .raw({ depth: 'ushort' })
    .toBuffer({ resolveWithObject: true });
  if (broken) return rgb(onGrey(pipeline(bytes, { ignoreIcc: true })).toColourspace('srgb'));
  const levels = new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2);
  return { width: info.width, height: info.height, data: Uint8Array.from(levels, (level) => Math.round(level / 257)) };
}

/** sharp passes over the profiles of 16-bit grey, and honours those of 8 bits. */
async function taggedGrey16(bytes: Uint8Array): Promise<ByteImage> {
  const grey = await onGrey(pipeline(bytes, {})).keepIccProfile().toColourspace('b-w').png().toBuffer();
  return rgb(pipeline(grey, {}).toColourspace('srgb'));
}

async function rgb(picture: Sharp): Promise<ByteImage> {
  const { data, info } = await picture.raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data: info.channels === 3 ? data : spread(data, info.channels) };
}

/** Grey (with or without alpha) to RGB. */
function spread(data: Uint8Array, channels: number): Uint8Array {
  const out = new Uint8Array((3 * data.length) / channels);
  for (let i = 0; i < out.length; i++) out[i] = data[Math.floor(i / 3) * channels];
  return out;
}
