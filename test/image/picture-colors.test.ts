import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { loadImage } from '../../src/image/load-image.ts';
import {
  ADOBE_RGB,
  encode,
  greyProfile,
  inSrgb,
  PRO_PHOTO,
  type RgbSpace,
  rgbProfile,
} from '../helpers/pictures/icc-profile.ts';
import { pngWithProfile, type Samples16, tiffWithProfile } from '../helpers/pictures/tagged-picture.ts';
import { temporaryFolder } from '../helpers/run-cli.ts';

const folder = temporaryFolder();
const SIDE = 64;

/** A picture of columns of the colours. @param colors 0..1 */
function columns(colors: readonly (readonly number[])[]): Samples16 {
  const channels = colors[0].length === 3 ? 3 : 1;
  const data = new Uint16Array(channels * SIDE * SIDE);
  for (let i = 0; i < SIDE * SIDE; i++)
    for (let c = 0; c < channels; c++) data[channels * i + c] = Math.round(65535 * (colors[i % SIDE] ?? colors[0])[c]);
  return { width: SIDE, height: SIDE, channels, data };
}

async function read(name: string, bytes: Uint8Array): Promise<Uint8Array> {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return (await loadImage(path)).image.data;
}

/** Colours from all over the cube that lie inside sRGB, in the other space's numbers. */
function insideSrgb(space: RgbSpace): number[][] {
  const out: number[][] = [];
  for (let r = 0.05; r <= 1; r += 0.12)
    for (let g = 0.05; g <= 1; g += 0.12)
      for (let b = 0.05; b <= 1; b += 0.12) {
        // sRGB's curve is steep in the dark, where the digits of a profile's primaries are levels.
        const levels = inSrgb([r, g, b], space);
        if (levels.every((x) => x > 60 && x < 250) && out.length < SIDE) out.push([r, g, b]);
      }
  return out;
}

describe('colour profiles of 16-bit pictures', () => {
  for (const [name, space] of [
    ['Adobe RGB', ADOBE_RGB],
    ['ProPhoto', PRO_PHOTO],
  ] as const)
    it(`${name} comes out as sRGB, from PNG and TIFF`, async () => {
      const colors = insideSrgb(space);
      expect(colors.length).toBeGreaterThan(20);
      const samples = columns(colors);
      const icc = rgbProfile(space);
      for (const [file, bytes] of [
        ['a.png', pngWithProfile(samples, icc)],
        ['a.tif', tiffWithProfile(samples, icc)],
      ] as const) {
        const data = await read(file, bytes);
        // sRGB's curve is steep in the dark: a thousandth of light is three levels there.
        for (const [i, color] of colors.entries())
          for (const [c, level] of inSrgb(color, space).entries())
            expect(Math.abs(data[3 * i + c] - level), `${file} ${color} ${c}`).toBeLessThanOrEqual(
              level > 24 ? 1.1 : 2.5,
            );
      }
    });

  it('is that of the same picture in 8 bits', async () => {
    const source = () =>
      sharp({ create: { width: SIDE, height: SIDE, channels: 3, background: { r: 131, g: 180, b: 72 } } });
    const eight = await read('p8.png', await source().withIccProfile('p3').png().toBuffer());
    const sixteen = await read('p16.png', await source().toColourspace('rgb16').withIccProfile('p3').png().toBuffer());
    for (let c = 0; c < 3; c++) {
      expect(Math.abs(eight[c] - [131, 180, 72][c])).toBeLessThanOrEqual(1);
      expect(Math.abs(sixteen[c] - [131, 180, 72][c])).toBeLessThanOrEqual(1);
    }
  });

  it('without a profile, or with one that is broken, the numbers are sRGB', async () => {
    const samples = columns([[0.2, 0.6, 0.35]]);
    const broken = Buffer.from(rgbProfile(ADOBE_RGB));
    broken.fill(0xff, 128);
    for (const [name, icc] of [
      ['none', null],
      ['broken', broken],
    ] as const)
      for (const [file, bytes] of [
        [`${name}.png`, pngWithProfile(samples, icc)],
        [`${name}.tif`, tiffWithProfile(samples, icc)],
      ] as const)
        expect(Array.from((await read(file, bytes)).subarray(0, 3)), file).toEqual([51, 153, 89]);
  });

  it('grey with another curve comes out with that of sRGB', async () => {
    const levels = Array.from({ length: SIDE }, (_, i) => [(i + 8) / (SIDE + 8)]);
    const samples = columns(levels);
    for (const gamma of [1.75, 2.5]) {
      const data = await read('g.png', pngWithProfile(samples, greyProfile(gamma)));
      const tiff = await read('g.tif', tiffWithProfile(samples, greyProfile(gamma)));
      const plain = await read('plain.tif', tiffWithProfile(samples, null));
      for (const [i, [level]] of levels.entries()) {
        expect(Math.abs(data[3 * i] - encode(level ** gamma)), `${gamma} ${level}`).toBeLessThanOrEqual(2);
        expect(tiff[3 * i + 1]).toBe(data[3 * i]);
        expect(Math.abs(plain[3 * i] - 255 * level)).toBeLessThanOrEqual(1);
      }
    }
  });

  it('CMYK and Lab come out as their colours', async () => {
    // Cyan ink alone lets no red through.
    const cmyk = await sharp({ create: { width: SIDE, height: SIDE, channels: 3, background: '#00a0d8' } })
      .toColourspace('cmyk')
      .jpeg({ quality: 100 })
      .toBuffer();
    const [r, g, b] = await read('cmyk.jpg', cmyk);
    expect(r).toBeLessThan(60);
    expect(Math.abs(g - 160)).toBeLessThan(25);
    expect(Math.abs(b - 216)).toBeLessThan(25);
    const lab = await sharp({ create: { width: SIDE, height: SIDE, channels: 3, background: '#c07040' } })
      .toColourspace('lab')
      .tiff()
      .toBuffer();
    const data = await read('lab.tif', lab);
    for (let c = 0; c < 3; c++) expect(Math.abs(data[c] - [0xc0, 0x70, 0x40][c])).toBeLessThanOrEqual(3);
  });
});
