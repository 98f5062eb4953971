import sharp from 'sharp';
import { AsmFitError } from '../../errors.ts';
import type { ByteImage } from '../../image/image.ts';
import { checkExpansion, MAX_IMAGE_PIXELS } from '../../image/image-limits.ts';
import { DECODE_SECONDS, decoding, type OpenedImage } from '../../image/load-image.ts';
import { orientImage } from '../../image/orient-image.ts';

/** Frames decoded at a time: each of an animation is painted over those before it. */
const CHUNK_PIXELS = 24e6;
/** Two minutes' work: to come to a chunk, all before it are decoded again. */
const MAX_DECODED_PIXELS = 1e10;

/**
 * Every n-th frame of an animated GIF or WebP, upright, in turn.
 * @param metadata of the opened file, with more than one page
 * @throws {AsmFitError} input: damaged, or more frames than two minutes decode
 */
export async function* animationFrames(
  opened: OpenedImage,
  step: number,
): AsyncGenerator<{ readonly frame: number; readonly image: ByteImage }> {
  const { bytes, path, metadata } = opened;
  if (metadata === null) return;
  const { pages = 1, width, orientation = 1 } = metadata;
  const height = metadata.pageHeight ?? metadata.height;
  const pixels = width * height;
  checkExpansion(pixels * pages, bytes.length, path);
  const room = Math.max(1, Math.floor(CHUNK_PIXELS / pixels));
  // Frames that lie further apart than a chunk holds are decoded alone.
  const chunk = room < 2 * step ? 1 : Math.floor(room / step) * step;
  const advance = chunk === 1 ? step : chunk;
  const chunks = Math.ceil(pages / advance);
  const decoded = pixels * ((advance * chunks * (chunks - 1)) / 2 + chunk * chunks);
  if (decoded > MAX_DECODED_PIXELS)
    throw new AsmFitError(
      'input',
      `${path}: an animation must take at most two minutes to decode; received ${pages} frames of ${width} x ${height}`,
      'convert it to a video (MP4)',
    );
  for (let first = 0; first < pages; first += advance) {
    const count = Math.min(chunk, pages - first);
    const { data } = await decoding(opened, () =>
      sharp(bytes, { page: first, pages: count, failOn: 'error', limitInputPixels: MAX_IMAGE_PIXELS })
        .timeout({ seconds: DECODE_SECONDS })
        .flatten({ background: '#808080' })
        .toColourspace('srgb')
        .raw()
        .toBuffer({ resolveWithObject: true }),
    );
    for (let k = 0; k < count; k += step) {
      const own = data.subarray(3 * pixels * k, 3 * pixels * (k + 1));
      yield { frame: first + k, image: orientImage({ width, height, data: new Uint8Array(own) }, orientation) };
    }
  }
}
