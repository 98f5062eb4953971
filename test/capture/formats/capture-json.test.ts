import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CAPTURE_JSON } from '../../../src/capture/formats/capture-json.ts';
import { loadCapture } from '../../../src/capture/load-capture.ts';
import { DEMO } from '../../helpers/folders.ts';
import { temporaryFolder } from '../../helpers/run-cli.ts';

const photo = join(DEMO, 'views', '00.jpg');
const K = [
  [900, 0, 256],
  [0, 910, 250],
  [0, 0, 1],
];
const R = [
  [0, -1, 0],
  [1, 0, 0],
  [0, 0, 1],
];

/** What a capture.json of these views, and this beside them, says. */
function describing(views: readonly unknown[], beside: Readonly<Record<string, unknown>> = {}) {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'capture.json'), JSON.stringify({ version: 1, views, ...beside }));
  return { folder, read: () => CAPTURE_JSON.read(folder) };
}

describe('capture.json', () => {
  it('says what it says: lens, pose, unit, scan', () => {
    const landmarks68 = Array.from({ length: 68 }, (_, i) => [i, 0.5, -i]);
    const distortion = { model: 'opencv', coefficients: [-0.1, 0.02] };
    const view = { image: 'a.jpg', width: 512, height: 500, K, R, t: [1, 2, 600], distortion, mask: 'm.png' };
    const { folder, read } = describing([view, { image: 'b.jpg', expression: 'smile', camera: 'left' }], {
      unit: 'mm',
      scan: { mesh: 'scan.ply', landmarks68 },
    });
    const { views, scan, ...rest } = read();
    expect(rest).toEqual({ folder, source: join(folder, 'capture.json'), unit: 'mm', pictures: 'named', film: null });
    expect(views[0]).toEqual({
      place: 'views.0',
      image: 'a.jpg',
      width: 512,
      height: 500,
      intrinsics: { fx: 900, fy: 910, cx: 256, cy: 250 },
      pose: { rotation: R.flat(), translation: [1, 2, 600] },
      distortion: [-0.1, 0.02],
      mask: 'm.png',
    });
    expect(views[1]).toEqual({ place: 'views.1', image: 'b.jpg', expression: 'smile', camera: 'left' });
    expect(scan?.mesh).toBe('scan.ply');
    expect(Array.from(scan?.landmarks68?.subarray(3, 6) ?? [])).toEqual([1, 0.5, -1]);
  });

  it('names the view and the field that is wrong', () => {
    const view = { image: 'a.jpg', width: 512, height: 512 };
    for (const [wrong, message] of [
      [{ K: [[900, 2, 256], K[1], K[2]] }, /views\.1\.K must have no skew; received 2$/],
      [{ K: [K[0], K[1], [0, 0, 2]] }, /views\.1\.K must be \[\[fx, 0, cx\]/],
      [{ K: [[900, 0, 5000], K[1], K[2]] }, /views\.1\.K must have its principal point near .* \(5000, 250\)$/],
      [{ R, t: [0, 0, 1] }, /views\.1\.K must come with R and t; received no K$/],
      [{ K, t: [0, 0, 1] }, /views\.1\.R and t must come together; received t alone$/],
      [{ K, R: [R[1], R[0], R[2]], t: [0, 0, 1] }, /views\.1\.R must be a rotation .* off by 2\.00$/],
      [{ mask: '../m.png' }, /views\.1\.mask: a path must stay inside the capture folder; received "\.\.\/m\.png"$/],
      [{ width: 0 }, /it must follow the capture format; received views\.1\.width: /],
    ] as const)
      expect(describing([view, { ...view, ...wrong }]).read, `${message}`).toThrow(message);
    expect(describing([view], { scan: { mesh: '/scan.obj' } }).read).toThrow(/: scan\.mesh: a path must stay inside/);
    expect(describing([view], { unit: 'inch' }).read).toThrow(/unit: /);
  });

  it('takes the separators of every system in paths, which stay inside', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'left side'));
    copyFileSync(photo, join(folder, 'left side', '01 ä.jpg'));
    const describing = (image: string) => {
      writeFileSync(join(folder, 'capture.json'), JSON.stringify({ version: 1, views: [{ image }] }));
      return folder;
    };
    const capture = await loadCapture(describing('left side\\01 ä.jpg'));
    expect(capture.views[0].name).toBe('left side/01 ä.jpg');
    expect((await loadCapture(describing('.\\left side\\01 ä.jpg'))).views[0].image.width).toBe(512);
    for (const image of [
      '..\\secret.jpg',
      'a\\..\\..\\secret.jpg',
      'C:\\secret.jpg',
      'c:/secret.jpg',
      '\\\\host\\x.jpg',
    ])
      await expect(loadCapture(describing(image)), image).rejects.toThrow(/must stay inside the capture folder/);
    await expect(loadCapture(describing('a\0.jpg'))).rejects.toThrow(/no zero/);
  });

  it.skipIf(process.platform === 'win32')('leaves a backslash that is part of a name', async () => {
    const { folder } = describing([{ image: 'back\\slash.jpg' }]);
    copyFileSync(photo, join(folder, 'back\\slash.jpg'));
    expect((await loadCapture(folder)).views[0].name).toBe('back\\slash.jpg');
  });
});
