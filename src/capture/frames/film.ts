import { AsmFitError } from '../../errors.ts';
import { withInputFile } from '../../files/input-file.ts';
import type { ByteImage } from '../../image/image.ts';
import { MAX_FILE_BYTES, openImage } from '../../image/load-image.ts';
import { endsWithOne, VIDEO_ENDINGS } from '../picture-files.ts';
import { animationFrames } from './animation-frames.ts';
import { videoFrames } from './video-frames.ts';
import { videoLength } from './video-length.ts';

/** A picture of a film and its number there, counted from 0. */
export interface FilmFrame {
  readonly frame: number;
  readonly image: ByteImage;
}

/** A video, or an animated GIF or WebP: pictures of one camera in turn. */
export interface Film {
  readonly path: string;
  readonly frameCount: number;
  /** Every n-th frame in turn, upright, one at a time. @throws {AsmFitError} input: damaged, or too long to decode */
  frames(step: number): AsyncGenerator<FilmFrame>;
}

/** Ten minutes at 60 frames a second: what decodes in some minutes. */
const MAX_FRAMES = 36_000;

/**
 * The film that a file holds; videos are told by the ending of their name, animations by their content.
 * @returns null where it holds one picture, or is none of these
 * @throws {AsmFitError} input: it does not decode, a video needs ffmpeg, or is too long
 */
export async function openFilm(path: string): Promise<Film | null> {
  if (endsWithOne(path, VIDEO_ENDINGS)) {
    const frameCount = await videoLength(path);
    if (frameCount > MAX_FRAMES)
      throw new AsmFitError(
        'input',
        `${path}: a video must have at most ${MAX_FRAMES} frames; received ${frameCount}`,
        'cut out the part that shows the head from its sides, a minute or less',
      );
    return { path, frameCount, frames: (step) => videoFrames(path, step) };
  }
  if (!mayMove(path)) return null;
  const opened = await openImage(path);
  const frameCount = opened.metadata?.pages ?? 1;
  return frameCount > 1 ? { path, frameCount, frames: (step) => animationFrames(opened, step) } : null;
}

/** Whether a file begins as GIF or WebP: others are not read twice. */
function mayMove(path: string): boolean {
  const limits = { what: 'image', maxBytes: MAX_FILE_BYTES };
  const text = withInputFile(path, limits, ({ size, read }) => read(0, Math.min(12, size))).toString('latin1');
  return text.startsWith('GIF8') || (text.startsWith('RIFF') && text.slice(8) === 'WEBP');
}
