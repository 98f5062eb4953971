import { AsmFitError } from '../../errors.ts';
import { startFfmpeg } from './ffmpeg-process.ts';

/** Counting copies and decodes nothing: an hour takes seconds. */
const LONGEST_MS = 120_000;
/** Of what ffmpeg reports only the end counts. */
const KEPT_TEXT = 4096;

/**
 * How many frames a video holds: its packets, counted by the system's ffmpeg without decoding them. What a header says of times and
 * rates is not asked. Rare codings put two frames into a packet, or one into two.
 * @throws {AsmFitError} input: no ffmpeg, another container, damaged, or no pictures
 */
export async function videoLength(path: string): Promise<number> {
  const ffmpeg = startFfmpeg(path, ['-c', 'copy', '-progress', 'pipe:1', '-f', 'null', '-']);
  const timer = setTimeout(ffmpeg.kill, LONGEST_MS);
  let report = '';
  ffmpeg.stdout.setEncoding('utf8').on('data', (text: string) => {
    report = (report + text).slice(-KEPT_TEXT);
  });
  try {
    const end = await ffmpeg.ended();
    const count = Number([...report.matchAll(/^frame=\s*(\d+)/gm)].at(-1)?.[1] ?? 0);
    if (end === 0 && count > 0) return count;
    throw new AsmFitError(
      'input',
      `${path}: the video must decode; received ${ffmpeg.complaint(end)}`,
      'check the file with a player, or convert it to MP4 (H.264)',
    );
  } finally {
    clearTimeout(timer);
    ffmpeg.close();
  }
}
