import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { createLandmarkDetector } from '../../src/capture/detection/detect-landmarks.ts';
import { distort, edgeDistortion, undistort, undistortImage, undistortMask } from '../../src/capture/distortion.ts';
import { readLandmarksBeside } from '../../src/capture/landmark-file.ts';
import { loadCapture } from '../../src/capture/load-capture.ts';
import { readObjVertices } from '../../src/evaluation/read-obj.ts';
import { project } from '../../src/geometry/camera.ts';
import { loadBundledHead } from '../../src/head/bundled/bundled-head.ts';
import { embeddedPoints } from '../../src/head/head-model.ts';
import type { ByteImage } from '../../src/image/image.ts';
import { loadImage } from '../../src/image/load-image.ts';
import { temporaryFolder } from '../helpers/run-cli.ts';

const demo = join(import.meta.dirname, '..', '..', 'data', 'demo');

async function turned(image: ByteImage, degrees: number): Promise<ByteImage> {
  const { data, info } = await sharp(image.data, { raw: { width: image.width, height: image.height, channels: 3 } })
    .rotate(degrees)
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data };
}

describe('detector', async () => {
  const detector = await createLandmarkDetector();
  const { image } = await loadImage(join(demo, 'views', '00.jpg'));

  it('finds the points of a render near their true places', async () => {
    const head = loadBundledHead();
    const truth = readObjVertices(readFileSync(join(demo, 'truth.obj'), 'utf8'));
    const [{ camera }] = (await loadCapture(demo)).views;
    if (camera === null) throw new Error('the demo has cameras');
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
    const side = await loadImage(join(demo, 'views', '01.jpg'));
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

describe('lens distortion', () => {
  const lens = [-0.28, 0.09, 0.001, -0.0007, -0.01];

  it('undistort inverts distort', () => {
    for (const [x, y] of [
      [0, 0],
      [0.2, -0.3],
      [-0.45, 0.4],
    ]) {
      const [u, v] = undistort(lens, ...distort(lens, x, y));
      expect(u).toBeCloseTo(x, 8);
      expect(v).toBeCloseTo(y, 8);
    }
  });

  it('moves the edges of a picture little, absurd coefficients by more than there is', () => {
    const size = { width: 640, height: 480 };
    const camera = { fx: 600, fy: 600, cx: 300, cy: 250 };
    expect(edgeDistortion(size, camera, [])).toBe(0);
    expect(edgeDistortion(size, camera, [-0.3, 0.1])).toBeLessThan(0.2);
    expect(edgeDistortion(size, camera, [50])).toBeGreaterThan(5);
    expect(edgeDistortion(size, camera, [-30])).toBeGreaterThan(5);
  });

  it('puts a dot of a distorted picture back where a pinhole camera shows it', () => {
    const camera = { fx: 200, fy: 200, cx: 100, cy: 80 };
    const data = new Uint8Array(200 * 160 * 3);
    const [dx, dy] = distort(lens, 0.3, -0.2);
    const px = Math.round(dx * 200 + 100 - 0.5);
    const py = Math.round(dy * 200 + 80 - 0.5);
    for (let c = 0; c < 3; c++)
      for (let o = -1; o <= 1; o++) for (let p = -1; p <= 1; p++) data[3 * ((py + o) * 200 + px + p) + c] = 255;
    const out = undistortImage({ width: 200, height: 160, data }, camera, lens);
    expect(out.data[3 * (Math.floor(-0.2 * 200 + 80) * 200 + Math.floor(0.3 * 200 + 100))]).toBeGreaterThan(150);
  });

  it('moves a mask as it moves the picture', () => {
    const [width, height] = [200, 160];
    const camera = { fx: 200, fy: 200, cx: 100, cy: 80 };
    const strong = [-0.4, 0.1];
    // What a pinhole camera would see kept: a disc off the middle; as the lens shows it.
    const inDisc = (u: number, v: number): boolean => Math.hypot(u - 0.3, v + 0.2) < 0.15;
    const middle = (i: number): [number, number] => [
      ((i % width) + 0.5 - camera.cx) / camera.fx,
      (Math.floor(i / width) + 0.5 - camera.cy) / camera.fy,
    ];
    const pinhole = Uint8Array.from({ length: width * height }, (_, i) => (inDisc(...middle(i)) ? 1 : 0));
    const taken = pinhole.map((_, i) => (inDisc(...undistort(strong, ...middle(i))) ? 1 : 0));
    const off = (mask: Uint8Array): number => mask.filter((kept, i) => kept !== pinhole[i]).length;
    expect(off(taken)).toBeGreaterThan(300);
    expect(off(undistortMask(taken, { width, height }, camera, strong))).toBeLessThan(60);
  });
});

describe('capture folder', () => {
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

  it('reads cameras, units and masks, and can ignore the cameras', async () => {
    const given = await loadCapture(demo, { views: [1, 3] });
    expect(given.views.map((view) => view.index)).toEqual([1, 3]);
    expect(given.views[0].camera?.fx).toBeGreaterThan(500);
    const ignored = await loadCapture(demo, { ignoreCameras: true });
    expect(ignored.views.every((view) => view.camera === null)).toBe(true);
    const folder = temporaryFolder();
    copyFileSync(join(demo, 'views', '00.jpg'), join(folder, 'a.jpg'));
    await sharp({ create: { width: 512, height: 512, channels: 3, background: '#ffffff' } })
      .png()
      .toFile(join(folder, 'm.png'));
    writeFileSync(
      join(folder, 'capture.json'),
      JSON.stringify({
        version: 1,
        unit: 'm',
        views: [
          {
            image: 'a.jpg',
            mask: 'm.png',
            K: [
              [900, 0, 256],
              [0, 900, 256],
              [0, 0, 1],
            ],
            R: [
              [1, 0, 0],
              [0, 1, 0],
              [0, 0, 1],
            ],
            t: [0, 0, 0.6],
          },
        ],
      }),
    );
    const [view] = (await loadCapture(folder)).views;
    expect(view.camera?.translation[2]).toBe(600);
    expect(view.mask?.every((x) => x === 1)).toBe(true);
  });

  it('landmarks beside an image override detection, in both schemes', () => {
    const folder = temporaryFolder();
    const pts = `version: 1\nn_points: 68\n{\n${Array.from({ length: 68 }, (_, i) => `${i + 1} ${2 * i + 1}`).join('\n')}\n}\n`;
    writeFileSync(join(folder, 'a.pts'), pts);
    const ibug = readLandmarksBeside(join(folder, 'a.jpg'));
    expect(ibug?.scheme).toBe('ibug68');
    // MATLAB's pixel 1 has its centre at 0.5 here.
    expect(Array.from(ibug?.points.subarray(0, 2) ?? [])).toEqual([0.5, 0.5]);
    writeFileSync(
      join(folder, 'landmarks.json'),
      JSON.stringify({ 'b.jpg': Array.from({ length: 478 }, () => [1, 2]) }),
    );
    expect(readLandmarksBeside(join(folder, 'b.jpg'))?.points.length).toBe(936);
    expect(readLandmarksBeside(join(folder, 'c.jpg'))).toBeNull();
  });
});
