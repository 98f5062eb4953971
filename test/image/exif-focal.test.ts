import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { loadImage } from '../../src/image/load-image.ts';
import { fileIn } from '../helpers/file-in.ts';
import { flagSharp } from '../helpers/pictures/flag.ts';
import { type ExifNumbers, jpegWithExif } from '../helpers/pictures/jpeg-exif.ts';
import { temporaryFolder } from '../helpers/run-cli.ts';

const file = fileIn(temporaryFolder());

describe('orientation and focal length', () => {
  it('turns by EXIF orientation and reads the focal length', async () => {
    const path = join(temporaryFolder(), 'a.jpg');
    await sharp({ create: { width: 300, height: 200, channels: 3, background: '#808080' } })
      .withExif({ IFD2: { FocalLengthIn35mmFilm: '50' } })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toFile(path);
    const { image, exifFocal } = await loadImage(path);
    expect([image.width, image.height]).toEqual([200, 300]);
    expect(exifFocal).toBeCloseTo((50 / 43.27) * Math.hypot(300, 200), 3);
  });
});

describe('focal length of EXIF', () => {
  const withExif = async (tags: ExifNumbers, width: number, height: number) =>
    (await loadImage(file('exif.jpg', jpegWithExif(await flagSharp(width, height).jpeg().toBuffer(), tags)))).exifFocal;
  const size = (x: number, y: number) => ({ pixelXDimension: x, pixelYDimension: y });
  const mm = (focalLengthIn35mmFilm: number) => ({ focalLengthIn35mmFilm });

  it('holds for the whole picture, a scaled one and a turned one', async () => {
    const focal = (diagonal: number) => (85 / 43.27) * diagonal;
    const whole = Math.hypot(300, 200);
    expect(await withExif({ ...mm(85), ...size(300, 200) }, 300, 200)).toBeCloseTo(focal(whole), 3);
    expect(await withExif({ ...mm(85), ...size(6000, 4000) }, 300, 200)).toBeCloseTo(focal(whole), 3);
    expect(await withExif({ ...mm(85), ...size(6000, 4004) }, 300, 200)).toBeCloseTo(focal(whole), 3);
    expect(await withExif({ ...mm(85), ...size(200, 300) }, 300, 200)).toBeCloseTo(focal(whole), 3);
    expect(await withExif({ ...mm(85), ...size(300, 200), orientation: 8 }, 300, 200)).toBeCloseTo(focal(whole), 3);
    expect(await withExif(mm(85), 300, 200)).toBeCloseTo(focal(whole), 3);
  });

  it('is not believed after a cut or beyond any lens', async () => {
    expect(await withExif({ ...mm(85), ...size(4000, 3000) }, 300, 300)).toBeNull();
    expect(await withExif({ ...mm(85), ...size(6000, 4000) }, 280, 200)).toBeNull();
    expect(await withExif({ ...mm(85), ...size(300, 200) }, 300, 180)).toBeNull();
    for (const wrong of [0, 1, 65535]) expect(await withExif(mm(wrong), 300, 200)).toBeNull();
  });
});
