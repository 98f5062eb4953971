import { closeSync, openSync, readSync } from 'node:fs';
import { resolve } from 'node:path';
import { AsmFitError } from '../../errors.ts';
import { inputFileSize } from '../../files/input-file.ts';
import { MAX_IMAGE_PIXELS } from '../../image/image-limits.ts';

const MAX_VIDEO_BYTES = 2 ** 40;
/** One block of ffmpeg's memory. */
const MAX_BLOCK_BYTES = 2 ** 30;

/**
 * How the system's ffmpeg is told to read the pictures of one video. It is told which container to expect and may open this one file: a
 * playlist under a video's name opens nothing, here or elsewhere.
 * @throws {AsmFitError} input: no regular file, or another container
 */
export function ffmpegInput(path: string): string[] {
  return [
    ...['-loglevel', 'error', '-nostdin', '-max_alloc', `${MAX_BLOCK_BYTES}`],
    ...['-protocol_whitelist', 'file', '-f', containerOf(path), '-threads', '2', '-max_pixels', `${MAX_IMAGE_PIXELS}`],
    // With the protocol and in full: a name may begin with a dash or hold a colon.
    ...['-i', `file:${resolve(path)}`],
    ...['-map', '0:V:0', '-an', '-sn', '-dn'],
  ];
}

/** By its first bytes; ffmpeg would take other files for playlists, and follow them. */
function containerOf(path: string): string {
  inputFileSize(path, { what: 'video', maxBytes: MAX_VIDEO_BYTES });
  const start = Buffer.alloc(12);
  const descriptor = openSync(path, 'r');
  try {
    readSync(descriptor, start, 0, start.length, 0);
  } finally {
    closeSync(descriptor);
  }
  const text = start.toString('latin1');
  if (/^(ftyp|moov|mdat|wide|free|skip|pnot)$/.test(text.slice(4, 8))) return 'mov';
  if (text.startsWith('\x1aE\xdf\xa3')) return 'matroska';
  if (text.startsWith('RIFF') && text.slice(8) === 'AVI ') return 'avi';
  throw new AsmFitError(
    'input',
    `${path}: the video must decode; received neither MP4, MOV, WebM, Matroska nor AVI`,
    'check the file with a player, or convert it to MP4 (H.264)',
  );
}
