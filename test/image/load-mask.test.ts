import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { loadMask } from '../../src/image/load-image.ts';
import { fileIn } from '../helpers/file-in.ts';
import { bmp, littleEndian } from '../helpers/pictures/bmp.ts';
import { pngWithProfile } from '../helpers/pictures/tagged-picture.ts';
import { temporaryFolder } from '../helpers/run-cli.ts';

const folder = temporaryFolder();
const file = fileIn(folder);

describe('masks', () => {
  const side = 64;
  /** The left half is kept. */
  const half = Buffer.from({ length: side * side } as ArrayLike<number>).map((_, i) => (i % side < 32 ? 255 : 0));
  const isHalf = (mask: Uint8Array) => mask.every((x, i) => x === (i % side < 32 ? 1 : 0));

  it('are read with 1, 8 and 16 bits, a palette, alpha or a profile', async () => {
    const grey = () => sharp(half, { raw: { width: side, height: side, channels: 1 } });
    const rgba = Buffer.alloc(4 * side * side, 255);
    for (let i = 0; i < side * side; i++) rgba[4 * i + 3] = half[i];
    const bits = Buffer.alloc(8 * side);
    for (let y = 0; y < side; y++) bits.fill(0xff, 8 * y, 8 * y + 4);
    const deep = Uint16Array.from(half, (x) => (x === 255 ? 33000 : 32000));
    for (const [name, bytes] of [
      ['8.png', await grey().png().toBuffer()],
      ['1.png', await grey().png({ palette: true, colors: 2 }).toBuffer()],
      ['1.tif', await grey().tiff({ bitdepth: 1 }).toBuffer()],
      ['16.png', pngWithProfile({ width: side, height: side, channels: 1, data: deep }, null)],
      [
        'alpha.png',
        await sharp(rgba, { raw: { width: side, height: side, channels: 4 } })
          .png()
          .toBuffer(),
      ],
      ['p3.png', await grey().toColourspace('srgb').withIccProfile('p3').png().toBuffer()],
      ['m.gif', await grey().gif().toBuffer()],
      ['m.bmp', bmp({ width: side, height: side, bits: 1, between: littleEndian(0, 0xffffff), pixels: bits })],
    ] as const)
      expect(isHalf(await loadMask(file(name, bytes), side, side)), name).toBe(true);
  });

  it('are refused where they are of another size, or of zeros and ones', async () => {
    const ones = await sharp(
      half.map((x) => x & 1),
      { raw: { width: side, height: side, channels: 1 } },
    )
      .png()
      .toBuffer();
    await expect(loadMask(file('ones.png', ones), side, side)).rejects.toThrow(/levels of 0 and 1/);
    await expect(loadMask(file('ones.png', ones), side, 65)).rejects.toThrow(/as large as its image, 64 x 65/);
    execFileSync('mkfifo', [join(folder, 'pipe.png')]);
    await expect(loadMask(join(folder, 'pipe.png'), side, side)).rejects.toThrow(/named pipe/);
  });
});
