import { describe, expect, it } from 'vitest';
import { loadImage } from '../../../src/image/load-image.ts';
import { fileIn } from '../../helpers/file-in.ts';
import { bmp, littleEndian } from '../../helpers/pictures/bmp.ts';
import { temporaryFolder } from '../../helpers/run-cli.ts';

const file = fileIn(temporaryFolder());

describe('BMP', () => {
  const width = 66;
  const height = 64;

  it('is read in each of its depths, from the bottom and from the top', async () => {
    const stride = (bits: number) => 4 * Math.ceil((width * bits) / 32);
    const rows = (bits: number, paint: (row: DataView, x: number, y: number) => void) => {
      const pixels = new Uint8Array(stride(bits) * height);
      for (let y = 0; y < height; y++) {
        const row = new DataView(pixels.buffer, stride(bits) * y, stride(bits));
        for (let x = 0; x < width; x++) paint(row, x, y);
      }
      return pixels;
    };
    // Level of row y in the file and column x: red falls to the right, green grows with the row.
    const bgr = (row: DataView, at: number, x: number, y: number) => {
      row.setUint8(at, 10);
      row.setUint8(at + 1, 2 * y);
      row.setUint8(at + 2, 255 - 3 * x);
    };
    const read = async (bytes: Buffer) => (await loadImage(file('x.bmp', bytes))).image.data;
    const check = (data: Uint8Array, topDown: boolean, tolerance: number) => {
      for (const [x, y] of [
        [0, 0],
        [65, 0],
        [20, 40],
        [65, 63],
      ]) {
        const stored = topDown ? y : height - 1 - y;
        const k = 3 * (width * y + x);
        for (const [c, level] of [255 - 3 * x, 2 * stored, 10].entries())
          expect(Math.abs(data[k + c] - level), `${x} ${y} ${c}`).toBeLessThanOrEqual(tolerance);
      }
    };
    const b24 = rows(24, (row, x, y) => bgr(row, 3 * x, x, y));
    check(await read(bmp({ width, height, bits: 24, pixels: b24 })), false, 0);
    check(await read(bmp({ width, height: -height, bits: 24, pixels: b24 })), true, 0);
    const b32 = rows(32, (row, x, y) => bgr(row, 4 * x, x, y));
    check(await read(bmp({ width, height, bits: 32, pixels: b32 })), false, 0);
    const b565 = rows(16, (row, x, y) =>
      row.setUint16(2 * x, (((255 - 3 * x) >> 3) << 11) | (((2 * y) >> 2) << 5) | (10 >> 3), true),
    );
    const masks = littleEndian(0xf800, 0x7e0, 0x1f);
    check(await read(bmp({ width, height, bits: 16, compression: 3, between: masks, pixels: b565 })), false, 8);
    const b555 = rows(16, (row, x, y) =>
      row.setUint16(2 * x, (((255 - 3 * x) >> 3) << 10) | (((2 * y) >> 3) << 5) | (10 >> 3), true),
    );
    check(await read(bmp({ width, height, bits: 16, pixels: b555 })), false, 8);
    // Fields in another order, and alpha that lets half of it through.
    const rgba = rows(32, (row, x, y) => {
      row.setUint8(4 * x, 128);
      row.setUint8(4 * x + 1, 255 - 3 * x);
      row.setUint8(4 * x + 2, 2 * y);
      row.setUint8(4 * x + 3, 10);
    });
    const fields = littleEndian(0xff00, 0xff0000, 0xff000000, 0xff);
    const half = await read(bmp({ width, height, bits: 32, compression: 6, between: fields, pixels: rgba }));
    expect(Math.abs(half[0] - (128 + 255) / 2)).toBeLessThan(2);
    // Two colours, sixteen and 256: index x % 2.
    const palette = littleEndian(0x00ff8040, 0x00102030);
    for (const bits of [1, 4, 8]) {
      const indices = rows(bits, (row, x) => {
        const at = Math.floor((x * bits) / 8);
        row.setUint8(at, row.getUint8(at) | ((x % 2) << (8 - bits - ((x * bits) % 8))));
      });
      const data = await read(bmp({ width, height, bits, between: palette, used: 2, pixels: indices }));
      expect(Array.from(data.subarray(0, 6)), `${bits}`).toEqual([0xff, 0x80, 0x40, 0x10, 0x20, 0x30]);
    }
  });

  it('is refused where it is compressed, inconsistent or beyond its palette', async () => {
    const pixels = new Uint8Array(68 * 64).fill(7);
    const palette = littleEndian(0, 0xffffff);
    for (const [parts, message] of [
      [{ width, height, bits: 8, compression: 1, between: palette, pixels }, /no compression; received RLE8/],
      [{ width, height, bits: 4, compression: 2, between: palette, pixels }, /received RLE4/],
      [{ width, height, bits: 24, compression: 4, pixels }, /received JPEG/],
      [{ width, height, bits: 8, between: palette, used: 2, pixels }, /colours of its palette, 0\.\.1; received 7/],
      [{ width, height, bits: 8, between: palette, used: 300, pixels }, /a palette of at most 256/],
      [{ width, height, bits: 12, pixels }, /1, 4, 8, 16, 24 or 32 bits/],
      [{ width: 0, height, bits: 24, pixels }, /a width and a height/],
      [{ width: 2 ** 30, height: 2 ** 30, bits: 24, pixels }, /at most 120 megapixels/],
      [{ width, height: -(2 ** 31), bits: 1, between: palette, pixels }, /at most 120 megapixels/],
      [
        { width, height, bits: 32, compression: 3, between: littleEndian(0xf0f, 0xff, 0xff), pixels },
        /neighbouring bits/,
      ],
    ] as const)
      await expect(loadImage(file('bad.bmp', bmp(parts)))).rejects.toThrow(message);
  });
});
