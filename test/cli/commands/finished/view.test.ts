import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { finishedFit } from '../../../helpers/fitting/made-once.ts';
import { DEMO, ROOT } from '../../../helpers/folders.ts';
import { runWarm } from '../../../helpers/program/warm-program.ts';
import { filesIn } from '../../../helpers/result-folder.ts';
import { temporaryFolder } from '../../../helpers/run-cli.ts';
import { serving } from '../../../helpers/viewer/served-view.ts';

const folder = temporaryFolder();
const fit = await finishedFit();

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('asm-fit fit', () => {
  it('writes the page beside its report, which leads to it', () => {
    expect(readFileSync(join(fit, 'report.html'), 'utf8')).toContain('href="viewer.html"');
    expect(readFileSync(join(fit, 'viewer.html'), 'utf8')).toContain('data-file="views/00_photo.jpg"');
  });
});

describe("the page's program", () => {
  it('takes at most 1.5 MB and nothing from elsewhere', () => {
    const script = join(ROOT, 'dist', 'viewer.js');
    expect(statSync(script).size).toBeLessThan(1.5e6);
    expect(readFileSync(script, 'utf8')).not.toMatch(/\bimport\s*\(?["'`]|<link|<script/);
  });
});

describe('asm-fit view', () => {
  it('says where it serves, and ends when it is interrupted', async () => {
    const { url, end } = await serving(fit);
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
    expect((await fetch(url)).status).toBe(200);
    expect(await end()).toBe(130);
    await expect(fetch(url)).rejects.toThrow();
  });

  it('refuses a port that is taken, and says the next step', async () => {
    const { url, end } = await serving(fit);
    const { port } = new URL(url);
    const second = runWarm('view', fit, '--port', port);
    await end();
    expect(second.code).toBe(2);
    expect(second.stderr).toMatch(
      new RegExp(`--port: must be a free port; received ${port}, one that is in use\nhint: give another`),
    );
  });

  it('saves the page, and replaces one only where it is told to', () => {
    const page = join(folder, 'page.html');
    expect(runWarm('view', fit, '--save', page)).toMatchObject({ code: 0, stdout: `${page}\n` });
    const size = statSync(page).size;
    expect(runWarm('view', fit, '--save', page)).toMatchObject({ code: 4 });
    expect(runWarm('view', fit, '--save', page, '--force')).toMatchObject({ code: 0 });
    expect(statSync(page).size).toBe(size);
    // With --force either, nothing but such a page.
    for (const [name, content] of [
      ['mine.html', '<!doctype html><p>mine</p>'],
      ['photo.jpg', readFileSync(join(DEMO, 'views', '00.jpg'))],
    ] as const) {
      const mine = join(folder, name);
      writeFileSync(mine, content);
      const run = runWarm('view', fit, '--save', mine, '--force');
      expect(run.code).toBe(4);
      expect(run.stderr).toMatch(/the output must be a new file or a page that asm-fit wrote; received another file/);
      expect(readFileSync(mine).equals(Buffer.from(content as string))).toBe(true);
    }
    expect(runWarm('view', fit, '--save', join(fit, 'textures', 'skin.png'), '--force').code).toBe(4);
  });

  it('refuses a damaged result', () => {
    const broken = join(folder, 'broken');
    expect(runWarm('export', fit, '-o', broken).code).toBe(0);
    writeFileSync(join(broken, 'fit.json'), readFileSync(join(fit, 'fit.json'), 'utf8').slice(0, 4000));
    expect(runWarm('view', broken)).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('fit.json: it must be JSON; received'),
    });
    for (const name of ['head.glb', 'sliders.bin']) {
      const cut = join(folder, `cut-${name}`);
      cpSync(fit, cut, { recursive: true });
      writeFileSync(join(cut, name), readFileSync(join(fit, name)).subarray(0, 5000));
      expect(runWarm('view', cut)).toMatchObject({
        code: 3,
        stderr: expect.stringMatching(new RegExp(`${name}: must be .*; received another file`)),
      });
    }
  });
});

describe('asm-fit render', () => {
  it('writes pictures of the sides that are asked for, and of one turn', async () => {
    const out = join(folder, 'sides');
    expect(runWarm('render', fit, '-o', out, '--view', 'front,back', '--size', '96').code).toBe(0);
    const [front, back] = await Promise.all(
      ['front', 'back'].map((side) =>
        sharp(join(out, `${side}.png`))
          .raw()
          .toBuffer(),
      ),
    );
    expect(front.length).toBe(3 * 96 * 96);
    expect(front.equals(back)).toBe(false);
    const film = join(folder, 'film');
    const run = runWarm('render', fit, '-o', film, '--turntable', '--frames', '6', '--size', '64', '--json');
    expect(JSON.parse(run.stdout)).toMatchObject({ files: ['turntable.webp'], size: 64 });
    expect((await sharp(join(film, 'turntable.webp')).metadata()).pages).toBe(6);
    const pictures = join(folder, 'pictures');
    expect(
      runWarm('render', fit, '-o', pictures, '--turntable', '--frames', '3', '--size', '64', '--format', 'png').code,
    ).toBe(0);
    expect(filesIn(pictures)).toEqual(['.asm-fit.json', 'turntable/000.png', 'turntable/001.png', 'turntable/002.png']);
  });

  it.skipIf(spawnSync('ffmpeg', ['-version']).status !== 0)('writes an MP4 (by ffmpeg, where it is installed)', () => {
    const out = join(folder, 'mp4');
    expect(
      runWarm('render', fit, '-o', out, '--turntable', '--frames', '8', '--size', '64', '--format', 'mp4').code,
    ).toBe(0);
    expect(readFileSync(join(out, 'turntable.mp4')).subarray(4, 8).toString()).toBe('ftyp');
  });

  it.each([
    [['--format', 'mp4'], '--format: mp4 is of films; received it without --turntable'],
    [
      ['--turntable', '--size', '2048', '--frames', '100'],
      '--frames: a WebP of 2048 pixels must have at most 32 frames; received 100',
    ],
    [['--turntable', '--size', '65', '--format', 'mp4'], "--size: an MP4's must be even; received 65"],
    [['--view', 'inside'], 'views are front, left'],
  ])('refuses %s', (args, message) => {
    const out = join(folder, 'refused');
    expect(runWarm('render', fit, '-o', out, ...args)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(message),
    });
    expect(existsSync(out)).toBe(false);
  });
});
