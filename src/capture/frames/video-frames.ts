import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readSync } from 'node:fs';
import { resolve } from 'node:path';
import { AsmFitError } from '../../errors.ts';
import { inputFileSize } from '../../files/input-file.ts';
import type { ByteImage } from '../../image/image.ts';
import { checkSize, MAX_IMAGE_PIXELS } from '../../image/image-limits.ts';
import { createPpmReader } from './ppm-stream.ts';

const MAX_VIDEO_BYTES = 2 ** 40;
/** The longest that a frame may take, and what each that is passed over adds. */
const STALL_MS = 60_000;
const STALL_MS_A_FRAME = 100;
/** One block of ffmpeg's memory. */
const MAX_BLOCK_BYTES = 2 ** 30;

/**
 * Every n-th frame of a video, upright, in turn, as the system's ffmpeg (4 or later) decodes them: no package decodes
 * video without a binary of its own. Nothing is written to disk, and one frame is held at a time. ffmpeg is told which
 * container to expect and may open this one file: a playlist under a video's name opens nothing, here or elsewhere.
 * @throws {AsmFitError} input: no ffmpeg, another container, damaged, no pictures, too small or too large
 */
export async function* videoFrames(
  path: string,
  step: number,
): AsyncGenerator<{ readonly frame: number; readonly image: ByteImage }> {
  const fail = (requirement: string, received: string, hint: string): never => {
    throw new AsmFitError('input', `${path}: ${requirement}; received ${received}`, hint);
  };
  const container = containerOf(path);
  const child = spawn('ffmpeg', arguments_(path, container, step), { stdio: ['ignore', 'pipe', 'pipe'] });
  const kill = (): void => {
    child.kill('SIGKILL');
  };
  process.once('exit', kill);
  const ended = endOf(child);
  const errors: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    if (errors.length < 20) errors.push(text);
  });
  let stalled = false;
  let count = 0;
  try {
    const reader = createPpmReader((width, height) => checkSize(width, height, path));
    const limit = STALL_MS + STALL_MS_A_FRAME * step;
    const watch = (): NodeJS.Timeout =>
      setTimeout(() => {
        stalled = true;
        kill();
      }, limit);
    let timer = watch();
    try {
      for await (const chunk of child.stdout) {
        for (const image of reader.push(chunk as Buffer)) {
          clearTimeout(timer);
          yield { frame: step * count++, image };
          timer = watch();
        }
      }
    } finally {
      clearTimeout(timer);
    }
    const end = await ended;
    if (end === 'missing')
      fail('a video needs ffmpeg on the path', 'none', 'install ffmpeg, or pass the frames as pictures');
    if (stalled) fail('the video must decode', `no frame in ${limit / 1000} s`, 'convert it to MP4 (H.264)');
    if (end !== 0 || reader.pending() > 0 || count === 0)
      fail(
        'the video must decode',
        `"${errors.join('').trim().split('\n')[0] || `no picture, and ${end} from ffmpeg`}"${count > 0 ? ` after ${count} pictures` : ''}`,
        'check the file with a player, or convert it to MP4 (H.264)',
      );
  } finally {
    process.off('exit', kill);
    kill();
  }
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

function arguments_(path: string, container: string, step: number): string[] {
  return [
    ...['-loglevel', 'error', '-nostdin', '-max_alloc', `${MAX_BLOCK_BYTES}`],
    ...['-protocol_whitelist', 'file', '-f', container, '-threads', '2', '-max_pixels', `${MAX_IMAGE_PIXELS}`],
    // With the protocol and in full: a name may begin with a dash or hold a colon.
    ...['-i', `file:${resolve(path)}`],
    ...['-map', '0:V:0', '-an', '-sn', '-dn'],
    // New times of one frame each, so that a constant rate neither drops nor doubles any: the option that asked for that
    // (-vsync, -fps_mode) differs between versions.
    ...['-vf', `select=not(mod(n\\,${step})),setpts=N/(25*TB)`, '-r', '25'],
    ...['-c:v', 'ppm', '-pix_fmt', 'rgb24', '-f', 'image2pipe', 'pipe:1'],
  ];
}

function endOf(child: ChildProcess): Promise<number | string> {
  return new Promise((settle) => {
    child.once('error', () => settle('missing'));
    child.once('close', (code, signal) => settle(code ?? signal ?? 'no code'));
  });
}
