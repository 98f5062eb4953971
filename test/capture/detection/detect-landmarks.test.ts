import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { createLandmarkDetector } from '../../../src/capture/detection/detect-landmarks.ts';
import { loadCapture } from '../../../src/capture/load-capture.ts';
import { readObjVertices } from '../../../src/evaluation/read-obj.ts';
import { project } from '../../../src/geometry/camera.ts';
import { loadBundledHead } from '../../../src/head/bundled/bundled-head.ts';
import { embeddedPoints } from '../../../src/head/head-model.ts';
import type { ByteImage } from '../../../src/image/image.ts';
import { loadImage } from '../../../src/image/load-image.ts';
import { DEMO } from '../../helpers/folders.ts';

async function turned(image: ByteImage, degrees: number): Promise<ByteImage> {
  const { data, info } = await sharp(image.data, { raw: { width: image.width, height: image.height, channels: 3 } })
    .rotate(degrees)
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data };
}

describe('detector', async () => {
  const detector = await createLandmarkDetector();
  const { image } = await loadImage(join(DEMO, 'views', '00.jpg'));

  it('finds the points of a render near their true places', async () => {
    const head = loadBundledHead();
    const truth = readObjVertices(readFileSync(join(DEMO, 'truth.obj'), 'utf8'));
    const [{ camera }] = (await loadCapture(DEMO)).views;
    if (camera === null) throw new Error('the DEMO has cameras');
    const pixels = project(camera, embeddedPoints(head.embeddings.mediapipe468, truth));
    const found = await detector.detect(image);
    expect(found?.presence).toBeGreaterThan(0.95);
    expect(found?.faceCount).toBe(1);
    const mmPerPixel = camera.translation[2] / camera.fx;
    let sum = 0;
    for (let l = 0; l < 468; l++)
      sum +=
        ((found?.points[2 * l] ?? 0) - pixels[3 * l]) ** 2 + ((found?.points[2 * l + 1] ?? 0) - pixels[3 * l + 1]) ** 2;
    expect(Math.sqrt(sum / 468) * mmPerPixel).toBeLessThan(5);
  });

  it('finds the face turned by 90 degrees either way', async () => {
    for (const degrees of [90, -90]) {
      const found = await detector.detect(await turned(image, degrees));
      expect(found?.presence, `${degrees}`).toBeGreaterThan(0.9);
      expect(Math.abs(Math.abs(found?.headPose.roll ?? 0) - 90)).toBeLessThan(15);
    }
  });

  it('finds a small face in a large picture', async () => {
    const small = await sharp(image.data, { raw: { width: 512, height: 512, channels: 3 } })
      .resize(140)
      .png()
      .toBuffer();
    const { data, info } = await sharp({ create: { width: 1600, height: 1200, channels: 3, background: '#405060' } })
      .composite([{ input: small, left: 1100, top: 200 }])
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const found = await detector.detect({ width: info.width, height: info.height, data });
    expect(found?.points[8]).toBeGreaterThan(1100);
    expect(found?.points[8]).toBeLessThan(1240);
  });

  it('sees turned-away points with less confidence, and two faces as two', async () => {
    const side = await loadImage(join(DEMO, 'views', '01.jpg'));
    const found = await detector.detect(side.image);
    if (found === null) throw new Error('no face');
    // The cheek on the far side against the one on the near side.
    const far = found.headPose.yaw > 0 ? 454 : 234;
    const near = found.headPose.yaw > 0 ? 234 : 454;
    expect(found.confidence[near]).toBeGreaterThan(found.confidence[far]);
    const png = await sharp(image.data, { raw: { width: 512, height: 512, channels: 3 } })
      .png()
      .toBuffer();
    const { data, info } = await sharp({ create: { width: 1024, height: 512, channels: 3, background: '#405060' } })
      .composite([
        { input: png, left: 0, top: 0 },
        { input: png, left: 512, top: 0 },
      ])
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect((await detector.detect({ width: info.width, height: info.height, data }))?.faceCount).toBe(2);
  });

  it('finds nothing on a wall', async () => {
    expect(await detector.detect({ width: 200, height: 200, data: new Uint8Array(120000).fill(90) })).toBeNull();
  });
});
