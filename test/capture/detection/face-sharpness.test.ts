import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { unitPyramid } from '../../../src/capture/detection/crop.ts';
import { createLandmarkDetector } from '../../../src/capture/detection/detect-landmarks.ts';
import { faceSharpness } from '../../../src/capture/detection/face-sharpness.ts';
import type { ByteImage } from '../../../src/image/image.ts';
import { DEMO } from '../../helpers/folders.ts';

async function picture(change: (photo: Sharp) => Sharp = (photo) => photo): Promise<ByteImage> {
  const changed = await change(sharp(join(DEMO, 'views', '02.jpg')))
    .png()
    .toBuffer();
  const { data, info } = await sharp(changed).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data };
}

describe('sharpness of a face', () => {
  it('falls with blur by focus and by motion, and not with light', async () => {
    const { width, height } = await picture();
    const box = { x: width / 2, y: height / 2, size: 0.6 * width, roll: 0 };
    const of = async (change?: (photo: Sharp) => Sharp): Promise<number> =>
      faceSharpness(unitPyramid(await picture(change)), box);
    const sharpest = await of();
    const soft = await of((photo) => photo.blur(2));
    const softer = await of((photo) => photo.blur(5));
    const moved = await of((photo) =>
      photo.convolve({
        width: 15,
        height: 3,
        kernel: Array.from({ length: 45 }, (_, i) => (i >= 15 && i < 30 ? 1 : 0)),
      }),
    );
    expect(soft).toBeLessThan(0.8 * sharpest);
    expect(softer).toBeLessThan(0.6 * soft);
    expect(moved).toBeLessThan(0.6 * sharpest);
    const dark = await of((photo) => photo.linear(0.5, 0));
    expect(dark / sharpest).toBeGreaterThan(0.9);
    expect(dark / sharpest).toBeLessThan(1.1);
  });

  it('of no contrast is none', () => {
    const flat = { width: 128, height: 128, data: new Uint8Array(3 * 128 * 128).fill(90) };
    expect(faceSharpness(unitPyramid(flat), { x: 64, y: 64, size: 100, roll: 0.3 })).toBeLessThan(1e-6);
  });
});

describe('a short look at a face', () => {
  it('says what the long one says of its turn, and nothing of a picture without one', async () => {
    const detector = await createLandmarkDetector();
    const image = await picture();
    const long = await detector.detect(image);
    const short = await detector.look(image);
    expect(Math.abs((short?.headPose.yaw ?? 99) - (long?.headPose.yaw ?? 0))).toBeLessThan(3);
    expect(Math.abs((short?.headPose.pitch ?? 99) - (long?.headPose.pitch ?? 0))).toBeLessThan(3);
    expect(short?.detectorConfidence).toBeGreaterThan(0.8);
    expect(short?.otherFace).toBe(0);
    const { width, height } = image;
    expect(await detector.look({ width, height, data: new Uint8Array(3 * width * height).fill(120) })).toBe(null);
  });

  it('is told of a second face beside it', async () => {
    const detector = await createLandmarkDetector();
    const { width, height, data } = await picture();
    const one = await sharp(data, { raw: { width, height, channels: 3 } })
      .png()
      .toBuffer();
    const pair = await sharp({ create: { width: 2 * width, height, channels: 3, background: '#808080' } })
      .composite([
        { input: one, left: 0, top: 0 },
        { input: one, left: width, top: 0 },
      ])
      .raw()
      .toBuffer();
    const look = await detector.look({ width: 2 * width, height, data: pair });
    expect(look?.otherFace).toBeGreaterThan(0.9);
  });
});
