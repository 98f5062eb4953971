import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { CLASS_COLORS, CLASS_COUNT } from '../../../src/capture/segmentation/classes.ts';
import { loadLabels } from '../../../src/capture/segmentation/label-image.ts';
import { temporaryFolder } from '../../helpers/run-cli.ts';

const folder = temporaryFolder();
const SIDE = 64;
const size = { width: SIDE, height: SIDE } as const;
const labels = Uint8Array.from({ length: SIDE * SIDE }, (_, k) => (k + Math.floor(k / SIDE)) % CLASS_COUNT);
const colored = Uint8Array.from({ length: 3 * SIDE * SIDE }, (_, i) => CLASS_COLORS[labels[Math.floor(i / 3)]][i % 3]);

async function file(name: string, data: Uint8Array, channels: 1 | 3): Promise<string> {
  const path = join(folder, name);
  await sharp(data, { raw: { ...size, channels } })
    .png({ palette: name.startsWith('palette') })
    .toFile(path);
  return path;
}

describe('label images', () => {
  it.each([
    ['grey.png', labels, 1],
    ['colours.png', colored, 3],
    ['palette.png', colored, 3],
  ] as const)('hold classes as indices or colours: %s', async (name, data, channels) => {
    expect(await loadLabels(await file(name, data, channels), SIDE, SIDE)).toEqual(labels);
  });

  it('of colours that stand for nothing are refused, with their place', async () => {
    const wrong = colored.slice();
    wrong.set([9, 8, 7], 3 * (2 * SIDE + 5));
    await expect(loadLabels(await file('wrong.png', wrong, 3), SIDE, SIDE)).rejects.toThrow(
      /wrong\.png: pixels must be classes, 0 to 5 .* received \(9, 8, 7\) at \(5, 2\)/,
    );
  });

  it('of another size are refused', async () => {
    await expect(loadLabels(await file('grey.png', labels, 1), SIDE, 65)).rejects.toThrow(
      /as large as its photograph, 64 x 65; received 64 x 64/,
    );
  });
});
