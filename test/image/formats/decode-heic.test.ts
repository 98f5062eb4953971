import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodeHeic } from '../../../src/image/formats/decode-heic.ts';
import { plainTiff } from '../../../src/image/formats/plain-tiff.ts';
import { MAX_IMAGE_PIXELS } from '../../../src/image/image-limits.ts';
import { loadImage } from '../../../src/image/load-image.ts';

/**
 * Red, green, blue and yellow quarters as telephones write pictures: coded as HEVC in Display P3, lying on its side, the turn in a
 * property of its own and, as nobody should read it once more, in EXIF beside a focal length of 26 mm. By libheif's heif-enc.
 */
const TELEPHONE = join(import.meta.dirname, 'telephone.heic');

describe('a picture of a telephone', () => {
  it('is read upright, in sRGB, with its focal length', async () => {
    const { image, exifFocal } = await loadImage(TELEPHONE);
    expect([image.width, image.height]).toEqual([64, 96]);
    const at = (x: number, y: number): number[] =>
      Array.from({ length: 3 }, (_, c) => image.data[3 * (64 * y + x) + c]);
    for (const [color, wanted] of [
      [at(10, 10), [40, 40, 200]],
      [at(54, 10), [200, 40, 40]],
      [at(10, 86), [220, 200, 60]],
      [at(54, 86), [40, 200, 40]],
    ] as const)
      for (const c of [0, 1, 2]) expect(Math.abs(color[c] - wanted[c])).toBeLessThanOrEqual(3);
    expect(exifFocal).toBeCloseTo((26 / Math.hypot(36, 24)) * Math.hypot(64, 96), 1);
  });

  it('is refused where it has more pixels than are read', async () => {
    await expect(decodeHeic(readFileSync(TELEPHONE), 64 * 96 - 1)).rejects.toThrow('64 x 96 pixels');
    await expect(decodeHeic(readFileSync(TELEPHONE), MAX_IMAGE_PIXELS)).resolves.toMatchObject({
      width: 64,
      height: 96,
    });
  });
});

describe('a plain TIFF', () => {
  const data = Uint8Array.from({ length: 4 * 3 * 5 }, (_, i) => (53 * i) % 256);
  const picture = { width: 3, height: 5, data };

  it('holds the pixels, alpha with them', async () => {
    const read = await sharp(plainTiff(picture, null)).raw().toBuffer({ resolveWithObject: true });
    expect(read.info).toMatchObject({ width: 3, height: 5, channels: 4 });
    expect(Uint8Array.from(read.data)).toEqual(data);
  });

  it('holds the profile', async () => {
    const { icc } = await sharp(readFileSync(TELEPHONE)).metadata();
    const profile = new Uint8Array(icc ?? []);
    expect(profile.length).toBeGreaterThan(100);
    const read = await sharp(plainTiff(picture, profile)).metadata();
    expect(new Uint8Array(read.icc ?? [])).toEqual(profile);
  });
});
