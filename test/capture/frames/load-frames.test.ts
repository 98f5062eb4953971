import { copyFileSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadFirstFrame, openPictures } from '../../../src/capture/frames/load-frames.ts';
import { DEMO } from '../../helpers/folders.ts';
import { loadFrames } from '../../helpers/pictures/load-frames.ts';
import { whitePng } from '../../helpers/pictures/tagged-picture.ts';
import { temporaryFolder } from '../../helpers/run-cli.ts';

const photo = join(DEMO, 'views', '02.jpg');

/** A folder of good pictures, of what systems leave, and of bad ones. */
function mixed(good: readonly string[], bad: readonly string[]): string {
  const folder = temporaryFolder();
  for (const name of good) copyFileSync(photo, join(folder, name));
  for (const name of bad) writeFileSync(join(folder, name), readFileSync(photo).subarray(0, 5000));
  for (const name of ['._a.jpg', '.hidden.png', 'Thumbs.db', '.DS_Store', 'desktop.ini', 'notes.txt'])
    writeFileSync(join(folder, name), 'left by the system');
  return folder;
}

describe('several pictures', () => {
  it('of a folder: what systems leave is passed over, a bad one is named and left out', async () => {
    const folder = mixed(['b.JPG', 'ü 1.jpeg', 'c.jfif'], ['a.jpg', 'd.png']);
    mkdirSync(join(folder, 'e.png'));
    const pictures = openPictures([folder], 1);
    const names: string[] = [];
    for await (const { name } of pictures.frames()) names.push(name);
    expect(names).toEqual(['b', 'c', 'ü_1']);
    expect(pictures.warnings.map((warning) => /([a-e]\.\w+): the image/.exec(warning)?.[1])).toEqual([
      'a.jpg',
      'd.png',
      'e.png',
    ]);
    for (const warning of pictures.warnings) expect(warning).toMatch(/received .*; it is left out$/);
    // The same ones again, and nothing said twice.
    const again: string[] = [];
    for await (const { name } of pictures.frames()) again.push(name);
    expect(again).toEqual(names);
    expect(pictures.warnings.length).toBe(3);
  });

  it('of a shell: the same', async () => {
    const folder = mixed(['b.jpg'], ['a.jpg']);
    const warnings: string[] = [];
    const frames = await loadFrames(
      ['a.jpg', 'b.jpg', 'Thumbs.db', 'desktop.ini', '._a.jpg'].map((name) => join(folder, name)),
      1,
      warnings,
    );
    expect(frames.map(({ name }) => name)).toEqual(['b']);
    expect(warnings.length).toBe(1);
  });

  it('that are too many to keep come again, the same ones', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, '00.png'), whitePng(2000));
    writeFileSync(join(folder, 'x.png'), 'no picture');
    // 23 times 12 MB.
    for (let i = 1; i < 23; i++) symlinkSync('00.png', join(folder, `${String(i).padStart(2, '0')}.png`));
    const pictures = openPictures([folder], 1);
    const passes: string[][] = [];
    for (let pass = 0; pass < 2; pass++) {
      const names: string[] = [];
      for await (const { name } of pictures.frames()) names.push(name);
      passes.push(names);
    }
    expect(passes[0].length).toBe(23);
    expect(passes[1]).toEqual(passes[0]);
    expect(pictures.warnings.length).toBe(1);
    // A picture that goes between the passes is said, and not missed.
    rmSync(join(folder, '07.png'));
    await expect(async () => {
      for await (const _ of pictures.frames());
    }).rejects.toThrow(/07\.png: the image must exist/);
  });

  it('that are all bad, and one that is named alone, are errors', async () => {
    const folder = mixed([], ['a.jpg', 'b.png']);
    await expect(loadFrames([folder], 1)).rejects.toThrow(
      /^a\.jpg, b\.png: at least one picture must decode; received 2/,
    );
    await expect(loadFrames([join(folder, 'a.jpg')], 1)).rejects.toThrow(/a\.jpg: the image must decode; received/);
    await expect(loadFirstFrame(join(folder, '._a.jpg'))).rejects.toThrow(/\._a\.jpg: the image must decode/);
    await expect(loadFrames([join(folder, 'Thumbs.db'), join(folder, 'desktop.ini')], 1)).rejects.toThrow(/must hold/);
  });
});

describe('names of several pictures', () => {
  it('of a.jpg beside a.png are two', async () => {
    const folder = mixed(['a.jpg', 'a.png', 'a b.jpg', 'a#b.jpg'], []);
    expect((await loadFrames([folder], 1)).map(({ name }) => name)).toEqual(['a_b', 'a_b-2', 'a', 'a-2']);
  });
});
