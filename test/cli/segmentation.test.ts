import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { DEMO } from '../helpers/folders.ts';
import { classColor } from '../helpers/pictures/class-color.ts';
import { runCli, temporaryFolder } from '../helpers/run-cli.ts';

const root = temporaryFolder();
const photo = join(DEMO, 'views', '00.jpg');
const { width, height } = await sharp(photo).metadata();

/** A capture of one photograph with a label image. @param paint class of a pixel */
async function capture(name: string, paint: (x: number, y: number) => number): Promise<string> {
  const folder = join(root, name);
  mkdirSync(folder);
  copyFileSync(photo, join(folder, '00.jpg'));
  const labels = Uint8Array.from({ length: width * height }, (_, k) => paint(k % width, Math.floor(k / width)));
  await sharp(labels, { raw: { width, height, channels: 1 } })
    .png()
    .toFile(join(folder, 'labels.png'));
  writeFileSync(
    join(folder, 'capture.json'),
    JSON.stringify({ version: 1, views: [{ image: '00.jpg', labels: 'labels.png' }] }),
  );
  return folder;
}

function fitted(path: string, name: string, ...words: string[]) {
  const out = join(root, name);
  const result = runCli('fit', path, '-o', out, '--preset', 'fast', '--json', '--quiet', ...words);
  const stages = (): string[] =>
    JSON.parse(result.stdout).timing.stages.map(({ name: stage }: { name: string }) => stage);
  return { ...result, out, stages, report: () => readFileSync(join(out, 'report.html'), 'utf8') };
}

let labelled = '';
beforeAll(async () => {
  labelled = await capture('labelled', (x) => (x < width / 2 ? 4 : 3));
});

describe('what is what in photographs', () => {
  it('is told by a label image where there is one', async () => {
    const { code, out } = fitted(labelled, 'image');
    expect(code).toBe(0);
    const sheet = join(out, 'views', '00_overlay.png');
    const [left, right] = [await classColor(sheet, 0.3, 0.5), await classColor(sheet, 0.7, 0.5)];
    expect(left[2]).toBeGreaterThan(left[0] + 40);
    expect(right[0]).toBeGreaterThan(right[2] + 40);
  });

  it('is not asked with --no-segmentation', async () => {
    const { code, out, stages, report } = fitted(labelled, 'none', '--no-segmentation');
    expect(code).toBe(0);
    expect(stages()).not.toContain('segmentation');
    expect(report()).not.toContain('what is what');
    const sheet = await sharp(join(out, 'views', '00_overlay.png')).metadata();
    expect((sheet.width ?? 0) % 5).toBe(0);
  });

  it('cannot be told by a label image of other numbers', async () => {
    const wrong = await capture('wrong', (x) => (x === 7 ? 6 : 0));
    const { code, stderr } = fitted(wrong, 'refused');
    expect(code).toBe(3);
    expect(stderr).toMatch(/labels\.png: pixels must be classes.*received \(6, 6, 6\) at \(7, 0\)/);
  });
});
