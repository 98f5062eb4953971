import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { AsmFitError } from '../../errors.ts';
import { endOf } from '../../files/process-end.ts';
import { ffmpegInput } from './ffmpeg-input.ts';

/** The system's ffmpeg at work on one video. */
export interface FfmpegProcess {
  readonly stdout: Readable;
  /** Its exit code or signal. @throws {AsmFitError} input: there is none on the path */
  ended(): Promise<number | string>;
  /** What it complained of first, in quotes; where it said nothing, how it ended. */
  complaint(end: number | string): string;
  kill(): void;
  /** To be called in the end, however it came. */
  close(): void;
}

/**
 * Starts ffmpeg on a video; it ends with this process at the latest.
 * @param output arguments that say what is made of it, on stdout
 * @throws {AsmFitError} input: no regular file, or another container
 */
export function startFfmpeg(path: string, output: readonly string[]): FfmpegProcess {
  const child = spawn('ffmpeg', [...ffmpegInput(path), ...output], { stdio: ['ignore', 'pipe', 'pipe'] });
  const kill = (): void => {
    child.kill('SIGKILL');
  };
  process.once('exit', kill);
  const end = endOf(child);
  const errors: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    if (errors.length < 20) errors.push(text);
  });
  return {
    stdout: child.stdout,
    kill,
    async ended() {
      if ((await end) === 'missing')
        throw new AsmFitError(
          'input',
          `${path}: a video needs ffmpeg on the path; received none`,
          'install ffmpeg, or pass the frames as pictures',
        );
      return end;
    },
    complaint: (how) => `"${errors.join('').trim().split('\n')[0] || `no picture, and ${how} from ffmpeg`}"`,
    close() {
      process.off('exit', kill);
      kill();
    },
  };
}
