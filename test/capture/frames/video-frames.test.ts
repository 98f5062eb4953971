import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openPictures } from '../../../src/capture/frames/load-frames.ts';
import { ROOT } from '../../helpers/folders.ts';
import { loadFrames } from '../../helpers/pictures/load-frames.ts';
import { temporaryFolder } from '../../helpers/run-cli.ts';

const ffmpeg = spawnSync('ffmpeg', ['-version']).error === undefined;

describe.skipIf(!ffmpeg)(`videos${ffmpeg ? '' : ' (skipped: no ffmpeg)'}`, () => {
  const folder = temporaryFolder();
  const make = (name: string, ...args: string[]): string => {
    execFileSync('ffmpeg', ['-v', 'error', '-y', ...args, join(folder, name)]);
    return join(folder, name);
  };
  /** Each frame is two levels brighter than the one before. */
  const ramp = ['-f', 'lavfi', '-i', 'color=black:s=96x80:r=25:d=3,format=gray,geq=lum=2*N'];
  const film = make('film 1.mp4', ...ramp, '-c:v', 'libx264', '-qp', '0', '-pix_fmt', 'yuv420p', '-color_range', 'pc');

  it('give every n-th frame, each once', async () => {
    const levels = (await loadFrames([film], 1)).map(({ image }) => image.data[3 * 96 * 40]);
    expect(levels.length).toBe(75);
    for (let i = 1; i < 75; i++) expect(levels[i]).toBeGreaterThan(levels[i - 1]);
    for (const [step, count] of [
      [10, 8],
      [100, 1],
    ]) {
      const frames = await loadFrames([film], step);
      expect(frames.length).toBe(count);
      for (const [i, { name, image }] of frames.entries()) {
        expect(name).toBe(`film_1_${String(step * i).padStart(5, '0')}`);
        expect(image.data[3 * 96 * 40]).toBe(levels[step * i]);
      }
    }
  });

  it('of uneven times give each frame once, and turned ones stand upright', async () => {
    const uneven = make(
      'uneven.mkv',
      ...ramp,
      '-vf',
      "select='lt(mod(n,9),2)'",
      '-vsync',
      'vfr',
      '-pix_fmt',
      'yuv420p',
    );
    expect((await loadFrames([uneven], 1)).length).toBe(18);
    const turned = make('turned.mp4', '-i', film, '-c', 'copy', '-metadata:s:v', 'rotate=90');
    const [{ image }] = await loadFrames([turned], 50);
    expect([image.width, image.height]).toEqual([80, 96]);
  });

  it('need no option that a version lacks, and open nothing but the file', async () => {
    const stand = join(temporaryFolder(), 'ffmpeg');
    const log = join(temporaryFolder(), 'log');
    const real = execFileSync('sh', ['-c', 'command -v ffmpeg'], { encoding: 'utf8' }).trim();
    writeFileSync(
      stand,
      `#!/bin/sh\nfor a in "$@"; do case "$a" in -vsync|-fps_mode) echo "Unrecognized option '$a'." >&2; exit 8;; esac; done\necho "$@" > ${log}\nexec ${real} "$@"\n`,
    );
    chmodSync(stand, 0o755);
    const path = process.env.PATH;
    process.env.PATH = `${join(stand, '..')}:${path}`;
    try {
      expect((await loadFrames([film], 25)).length).toBe(3);
    } finally {
      process.env.PATH = path;
    }
    expect(readFileSync(log, 'utf8')).toMatch(/-protocol_whitelist file -f mov .*-i file:\/.*film 1\.mp4/);
    const playlist = join(folder, 'list.mp4');
    writeFileSync(playlist, '#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:9/a.ts\n#EXT-X-ENDLIST\n');
    await expect(loadFrames([playlist], 1)).rejects.toThrow(/received neither MP4, MOV, WebM, Matroska nor AVI/);
    writeFileSync(join(folder, 'list.mkv'), `ffconcat version 1.0\nfile '${film}'\n`);
    await expect(loadFrames([join(folder, 'list.mkv')], 1)).rejects.toThrow(/received neither/);
  });

  it('that are damaged, silent, tiny or no files are refused', async () => {
    writeFileSync(join(folder, 'cut.mp4'), readFileSync(film).subarray(0, 400));
    await expect(loadFrames([join(folder, 'cut.mp4')], 1)).rejects.toThrow(/the video must decode; received "/);
    const sound = make('sound.mp4', '-f', 'lavfi', '-i', 'sine=d=0.2', '-c:a', 'aac');
    await expect(loadFrames([sound], 1)).rejects.toThrow(/the video must decode/);
    const tiny = make('tiny.mp4', '-f', 'lavfi', '-i', 'testsrc=s=48x40:d=0.2', '-pix_fmt', 'yuv420p');
    await expect(loadFrames([tiny], 1)).rejects.toThrow(/at least 64 pixels a side; received 48 x 40/);
    execFileSync('mkfifo', [join(folder, 'pipe.mp4')]);
    await expect(loadFrames([join(folder, 'pipe.mp4')], 1)).rejects.toThrow(/named pipe/);
    symlinkSync(film, join(folder, 'link.mp4'));
    expect((await loadFrames([join(folder, 'link.mp4')], 50)).length).toBe(2);
  });

  it('are said to need ffmpeg where there is none', async () => {
    const path = process.env.PATH;
    process.env.PATH = temporaryFolder();
    try {
      await expect(loadFrames([film], 1)).rejects.toThrow(/a video needs ffmpeg on the path; received none/);
    } finally {
      process.env.PATH = path;
    }
  });

  it('leave no file and no ffmpeg behind, however they end', async () => {
    const long = make('long.mp4', '-f', 'lavfi', '-i', 'testsrc=s=640x360:r=25:d=10', '-preset', 'ultrafast');
    const before = readdirSync(tmpdir()).filter((name) => name.startsWith('asm-fit-video'));
    for await (const _ of openPictures([long], 1).frames()) break;
    const module = join(ROOT, 'dist', 'src', 'capture', 'frames', 'video-frames.js');
    const program = `const { videoFrames } = await import(${JSON.stringify(module)}); for await (const _ of videoFrames(${JSON.stringify(long)}, 1)) { console.log(1); await new Promise((r) => setTimeout(r, 20)); }`;
    for (const signal of ['SIGTERM', 'SIGHUP', 'SIGKILL'] as const) {
      const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      await new Promise((seen) => child.stdout.once('data', seen));
      child.kill(signal);
      await new Promise((ended) => child.once('exit', ended));
    }
    await new Promise((later) => setTimeout(later, 500));
    expect(spawnSync('pgrep', ['-f', `file:${long}`], { encoding: 'utf8' }).stdout).toBe('');
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith('asm-fit-video'))).toEqual(before);
  });
});
