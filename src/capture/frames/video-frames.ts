import { AsmFitError } from '../../errors.ts';
import type { ByteImage } from '../../image/image.ts';
import { checkSize } from '../../image/image-limits.ts';
import { startFfmpeg } from './ffmpeg-process.ts';
import { createPpmReader } from './ppm-stream.ts';

/** The longest that a frame may take, and what each that is passed over adds. */
const STALL_MS = 60_000;
const STALL_MS_A_FRAME = 100;

/**
 * Every n-th frame of a video, upright, in turn, as the system's ffmpeg (4 or later) decodes them: no package decodes
 * video without a binary of its own. Nothing is written to disk, and one frame is held at a time.
 * @throws {AsmFitError} input: no ffmpeg, another container, damaged, no pictures, too small or too large
 */
export async function* videoFrames(
  path: string,
  step: number,
): AsyncGenerator<{ readonly frame: number; readonly image: ByteImage }> {
  const fail = (requirement: string, received: string, hint: string): never => {
    throw new AsmFitError('input', `${path}: ${requirement}; received ${received}`, hint);
  };
  const ffmpeg = startFfmpeg(path, everyNth(step));
  let stalled = false;
  let count = 0;
  try {
    const reader = createPpmReader((width, height) => checkSize(width, height, path));
    const limit = STALL_MS + STALL_MS_A_FRAME * step;
    const watch = (): NodeJS.Timeout =>
      setTimeout(() => {
        stalled = true;
        ffmpeg.kill();
      }, limit);
    let timer = watch();
    try {
      for await (const chunk of ffmpeg.stdout) {
        for (const image of reader.push(chunk as Buffer)) {
          clearTimeout(timer);
          yield { frame: step * count++, image };
          timer = watch();
        }
      }
    } finally {
      clearTimeout(timer);
    }
    const end = await ffmpeg.ended();
    if (stalled) fail('the video must decode', `no frame in ${limit / 1000} s`, 'convert it to MP4 (H.264)');
    if (end !== 0 || reader.pending() > 0 || count === 0)
      fail(
        'the video must decode',
        `${ffmpeg.complaint(end)}${count > 0 ? ` after ${count} pictures` : ''}`,
        'check the file with a player, or convert it to MP4 (H.264)',
      );
  } finally {
    ffmpeg.close();
  }
}

function everyNth(step: number): string[] {
  return [
    // New times of one frame each, so that a constant rate neither drops nor doubles any: the option that asked for that
    // (-vsync, -fps_mode) differs between versions.
    ...['-vf', `select=not(mod(n\\,${step})),setpts=N/(25*TB)`, '-r', '25'],
    ...['-c:v', 'ppm', '-pix_fmt', 'rgb24', '-f', 'image2pipe', 'pipe:1'],
  ];
}
