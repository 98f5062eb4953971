import { describe, it } from 'vitest';
import { type FaceBox, fromCrop } from '../../src/capture/detection/crop.ts';
import type { DecaCodes } from '../../src/deca/codes.ts';
import { createMorphableDecoder } from '../../src/deca/decode/morphable-decoder.ts';
import { codesInBox } from '../../src/deca/fuse-codes.ts';
import { cameraOfCodes } from '../../src/deca/view-codes.ts';
import { project } from '../../src/geometry/camera.ts';
import { rotationFromAxisAngle } from '../../src/geometry/rotation.ts';
import { loadBundledHead } from '../../src/head/bundled/bundled-head.ts';
import { expectClose } from '../helpers/close.ts';
import { randomDecaCodes } from '../helpers/deca/random-codes.ts';

const head = loadBundledHead();
const decoder = createMorphableDecoder(head);
const { sizes } = decoder;
const randomCodes = (seed: number) => randomDecaCodes(sizes, seed);

describe('boxes', () => {
  const from: FaceBox = { x: 300, y: 250, size: 200, roll: 0.3 };
  const to: FaceBox = { x: 280, y: 265, size: 240, roll: -0.1 };
  const codes = randomCodes(7);

  /** Scaled orthography as codes.ts defines it, in pixels of the photograph. */
  const seen = (c: DecaCodes, box: FaceBox, point: readonly number[]): [number, number] => {
    const r = rotationFromAxisAngle(c.headPose[0], c.headPose[1], c.headPose[2]);
    const [x, y] = [0, 1].map((i) => r[3 * i] * point[0] + r[3 * i + 1] * point[1] + r[3 * i + 2] * point[2]);
    const [u, v] = [c.camera[0] * (x + c.camera[1]), c.camera[0] * (y + c.camera[2])];
    return fromCrop({ box, size: 224, mirrored: false }, ((u + 1) / 2) * 224, ((1 - v) / 2) * 224);
  };

  it('change how codes are written, not what they show', () => {
    for (const point of [
      [0, 0, 0],
      [30, -50, 40],
      [-70, 20, -60],
    ])
      expectClose(seen(codesInBox(codes, from, to), to, point), seen(codes, from, point), { atol: 1e-9 });
  });

  it('and a far camera see the same', () => {
    const camera = cameraOfCodes(codes, from, { width: 640, height: 480 }, 1e7);
    for (const point of [
      [0, 0, 0],
      [30, -50, 40],
      [-70, 20, -60],
    ])
      expectClose(project(camera, point).subarray(0, 2), seen(codes, from, point), { atol: 1e-2 });
  });
});
