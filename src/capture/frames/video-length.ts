import { spawn } from 'node:child_process';
import { AsmFitError } from '../../errors.ts';
import { ffmpegInput, noFfmpeg } from './ffmpeg-input.ts';
import { endOf } from './video-frames.ts';

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
  const child = spawn('ffmpeg', [...ffmpegInput(path), '-c', 'copy', '-progress', 'pipe:1', '-f', 'null', '-'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const kill = (): void => {
    child.kill('SIGKILL');
  };
  process.once('exit', kill);
  const timer = setTimeout(kill, LONGEST_MS);
  let report = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    report = (report + text).slice(-KEPT_TEXT);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    if (errors.length < KEPT_TEXT) errors += text;
  });
  try {
    const end = await endOf(child);
    if (end === 'missing') throw noFfmpeg(path);
    const count = Number([...report.matchAll(/^frame=\s*(\d+)/gm)].at(-1)?.[1] ?? 0);
    if (end === 0 && count > 0) return count;
    throw new AsmFitError(
      'input',
      `${path}: the video must decode; received "${errors.trim().split('\n')[0] || `no picture, and ${end} from ffmpeg`}"`,
      'check the file with a player, or convert it to MP4 (H.264)',
    );
  } finally {
    clearTimeout(timer);
    process.off('exit', kill);
    kill();
  }
}
