import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { severalFits } from '../helpers/fitting/made-once.ts';
import { DEMO } from '../helpers/folders.ts';
import { classColor } from '../helpers/pictures/class-color.ts';
import { runWarm } from '../helpers/program/warm-program.ts';
import { temporaryFolder } from '../helpers/run-cli.ts';

describe('what is what in photographs', () => {
  it('is told by a label image where there is one', async () => {
    const { folder } = await severalFits();
    const sheet = join(folder, 'drawing', 'views', '00_overlay.png');
    const [left, right] = [await classColor(sheet, 0.3, 0.5), await classColor(sheet, 0.7, 0.5)];
    expect(left[2]).toBeGreaterThan(left[0] + 40);
    expect(right[0]).toBeGreaterThan(right[2] + 40);
  });

  it('cannot be told by a label image of other numbers', async () => {
    const folder = temporaryFolder();
    const photo = join(DEMO, 'views', '00.jpg');
    copyFileSync(photo, join(folder, '00.jpg'));
    const { width, height } = await sharp(photo).metadata();
    const labels = Uint8Array.from({ length: width * height }, (_, k) => (k % width === 7 ? 6 : 0));
    await sharp(labels, { raw: { width, height, channels: 1 } })
      .png()
      .toFile(join(folder, 'labels.png'));
    const views = [{ image: '00.jpg', labels: 'labels.png' }];
    writeFileSync(join(folder, 'capture.json'), JSON.stringify({ version: 1, views }));
    const { code, stderr } = runWarm('fit', folder, '-o', join(folder, 'refused'), '--preset', 'fast', '--quiet');
    expect(code).toBe(3);
    expect(stderr).toMatch(/labels\.png: pixels must be classes.*received \(6, 6, 6\) at \(7, 0\)/);
  });
});
