import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AsmFitError } from '../../errors.ts';
import { endOf } from '../../files/process-end.ts';
import type { ByteImage } from '../../image/image.ts';

/**
 * Pictures of one even size as an MP4 (H.264) by the system's ffmpeg, which is given one after another.
 * @param rate pictures a second
 * @throws {AsmFitError} usage: no ffmpeg on the path, or one that cannot write it
 */
export async function encodeMp4(pictures: AsyncIterable<ByteImage>, size: number, rate: number): Promise<Buffer> {
  const folder = mkdtempSync(join(tmpdir(), 'asm-fit-mp4-'));
  const path = join(folder, 'film.mp4');
  const child = spawn('ffmpeg', arguments_(size, rate, path), { stdio: ['pipe', 'ignore', 'pipe'] });
  const kill = (): void => {
    child.kill('SIGKILL');
  };
  process.once('exit', kill);
  try {
    const errors: string[] = [];
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      if (errors.length < 20) errors.push(text);
    });
    const ended = endOf(child);
    // What it says of its end says more than that it took no more.
    child.stdin.on('error', () => {});
    for await (const { data } of pictures) {
      if (child.exitCode !== null || !child.stdin.writable) break;
      if (!child.stdin.write(data)) await Promise.race([once(child.stdin, 'drain').catch(() => {}), ended]);
    }
    child.stdin.end();
    const end = await ended;
    if (end === 'missing')
      throw new AsmFitError(
        'usage',
        '--format: mp4 needs ffmpeg on the path; received none',
        'install ffmpeg, or choose webp or png',
      );
    if (end !== 0)
      throw new AsmFitError(
        'usage',
        `--format: mp4 needs an ffmpeg that writes H.264; received "${errors.join('').trim().split('\n')[0] || `${end} from it`}"`,
        'install one with libx264, or choose webp or png',
      );
    return readFileSync(path);
  } finally {
    process.off('exit', kill);
    kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

function arguments_(size: number, rate: number, path: string): string[] {
  return [
    ...['-loglevel', 'error', '-nostdin', '-y'],
    ...['-f', 'rawvideo', '-pix_fmt', 'rgb24', '-s', `${size}x${size}`, '-r', `${rate}`, '-i', 'pipe:0'],
    // What every player shows.
    ...['-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-crf', '18', '-threads', '2', '-fflags', '+bitexact'],
    ...['-movflags', '+faststart', '-f', 'mp4', `file:${path}`],
  ];
}
