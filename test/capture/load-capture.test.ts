import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { loadCapture } from '../../src/capture/load-capture.ts';
import { expectSameBytes } from '../helpers/close.ts';
import { DEMO } from '../helpers/folders.ts';
import { temporaryFolder } from '../helpers/run-cli.ts';

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

describe('a capture', () => {
  it('reads cameras, units and masks, and can ignore the cameras', async () => {
    const given = await loadCapture(DEMO, { views: [1, 3] });
    expect(given.views.map((view) => view.index)).toEqual([1, 3]);
    expect(given.views[0].camera?.fx).toBeGreaterThan(500);
    const ignored = await loadCapture(DEMO, { ignoreCameras: true });
    expect(ignored.views.every((view) => view.camera === null)).toBe(true);
    expect(given.views.map(({ lensKnown }) => lensKnown)).toEqual([true, true]);
    expect(ignored.views.some(({ lensKnown }) => lensKnown)).toBe(false);
    const folder = temporaryFolder();
    copyFileSync(join(DEMO, 'views', '00.jpg'), join(folder, 'a.jpg'));
    await sharp({ create: { width: 512, height: 512, channels: 3, background: '#ffffff' } })
      .png()
      .toFile(join(folder, 'm.png'));
    writeFileSync(
      join(folder, 'capture.json'),
      JSON.stringify({
        version: 1,
        unit: 'm',
        views: [
          {
            image: 'a.jpg',
            mask: 'm.png',
            K: [
              [900, 0, 256],
              [0, 900, 256],
              [0, 0, 1],
            ],
            R: [
              [1, 0, 0],
              [0, 1, 0],
              [0, 0, 1],
            ],
            t: [0, 0, 0.6],
          },
        ],
      }),
    );
    const [view] = (await loadCapture(folder)).views;
    expect(view.camera?.translation[2]).toBe(600);
    expect(view.mask?.every((x) => x === 1)).toBe(true);
  });

  it('of one photograph is what a folder of that photograph alone is', async () => {
    const folder = temporaryFolder();
    copyFileSync(photo, join(folder, '02.jpg'));
    const [alone, among] = await Promise.all([photo, folder].map(async (path) => (await loadCapture(path)).views));
    expectSameBytes(alone[0].image.data, among[0].image.data);
    const apart = alone.map((view) => ({ ...view, image: among[0].image }));
    expect(apart).toEqual(among);
  });

  it('knows a lens by its name in the capture or by EXIF alone', async () => {
    const folder = temporaryFolder();
    for (const name of ['a.jpg', 'b.jpg']) copyFileSync(photo, join(folder, name));
    const exif = { IFD2: { FocalLengthIn35mmFilm: '50' } };
    await sharp(photo).withExif(exif).toFile(join(folder, 'c.jpg'));
    const views = [{ image: 'a.jpg', camera: 'phone' }, { image: 'b.jpg' }, { image: 'c.jpg' }];
    writeFileSync(join(folder, 'capture.json'), JSON.stringify({ version: 1, unit: 'unknown', views }));
    const capture = await loadCapture(folder);
    expect(capture.views.map(({ lensKnown }) => lensKnown)).toEqual([true, false, true]);
  });
});

describe('several pictures', () => {
  it('of a capture: the same where the folder is listed, an error where the view was asked for', async () => {
    const folder = mixed(['b.jpg', 'c.JPE'], ['a.jpg']);
    const capture = await loadCapture(folder);
    expect(capture.views.map(({ index, name }) => [index, name])).toEqual([
      [1, 'b.jpg'],
      [2, 'c.JPE'],
    ]);
    expect(capture.warnings).toEqual([expect.stringMatching(/a\.jpg: the image must decode; .*; it is left out/)]);
    expect((await loadCapture(folder, { views: [2] })).views[0].name).toBe('c.JPE');
    await expect(loadCapture(folder, { views: [0, 1] })).rejects.toThrow(/a\.jpg: the image must decode/);
    await expect(loadCapture(join(folder, 'a.jpg'))).rejects.toThrow(/a\.jpg: the image must decode/);
    writeFileSync(join(folder, 'b.landmarks.json'), '[1]');
    await expect(loadCapture(folder)).rejects.toThrow(/b\.landmarks\.json/);
    await expect(loadCapture(mixed([], ['x.jpg', 'y.jpg']))).rejects.toThrow(
      /received 2 that do not \(.*x\.jpg.*y\.jpg/,
    );
    const described = mixed(['b.jpg'], ['a.jpg']);
    const views = [{ image: 'b.jpg' }, { image: 'a.jpg' }];
    writeFileSync(join(described, 'capture.json'), JSON.stringify({ version: 1, views }));
    await expect(loadCapture(described)).rejects.toThrow(/a\.jpg: the image must decode/);
  });

  it('of a capture: landmarks for all are taken by name or stem, and said where they name none', async () => {
    const folder = mixed(['b.jpg', 'c.jpg'], []);
    const points = Array.from({ length: 68 }, (_, i) => [100 + i, 90]);
    for (const [keys, marked] of [
      [['c.jpg'], ['c.jpg']],
      [
        ['b', 'c'],
        ['b.jpg', 'c.jpg'],
      ],
      [['views/b.jpg', 'd'], []],
    ] as const) {
      writeFileSync(
        join(folder, 'landmarks.json'),
        JSON.stringify(Object.fromEntries(keys.map((key) => [key, points]))),
      );
      const { views, warnings } = await loadCapture(folder);
      expect(views.filter(({ landmarks }) => landmarks !== null).map(({ name }) => name)).toEqual(marked);
      expect(warnings).toEqual(
        marked.length > 0 ? [] : [expect.stringMatching(/landmarks\.json: it names none of the pictures beside it/)],
      );
    }
  });
});
