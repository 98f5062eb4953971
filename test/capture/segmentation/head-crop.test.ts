import { describe, expect, it } from 'vitest';
import { cropPixels, type FacePoints, headCrop, turned } from '../../../src/capture/segmentation/head-crop.ts';
import { LINEAR_FROM_BYTE } from '../../../src/image/color.ts';

/** A face of 100 x 120 pixels, its nose's tip at an offset from the middle, turned. */
function face(x: number, y: number, nose: readonly [number, number], angle = 0): FacePoints {
  const points = new Float64Array(2 * 468);
  const place = (l: number, u: number, v: number): void => {
    points[2 * l] = x + Math.cos(angle) * u - Math.sin(angle) * v;
    points[2 * l + 1] = y + Math.sin(angle) * u + Math.cos(angle) * v;
  };
  for (let l = 0; l < 468; l++) place(l, l % 2 === 0 ? -50 : 50, l % 4 < 2 ? -60 : 60);
  place(1, ...nose);
  place(33, -30, -20);
  place(263, 30, -20);
  return { scheme: 'mediapipe468', points };
}

const image = { width: 1000, height: 800, data: new Uint8Array(3 * 1000 * 800) };

describe('the crop of a head', () => {
  it('is 2.2 times the larger side of the landmarks’ box', () => {
    expect(headCrop(image, face(500, 400, [0, 0]))).toEqual({
      left: 368,
      top: 268,
      width: 264,
      height: 264,
      quarterTurns: 0,
    });
  });

  it('reaches backwards from where the nose points', () => {
    expect(headCrop(image, face(500, 400, [-40, 10]))).toMatchObject({ left: 388, top: 263 });
  });

  it('ends where the picture ends', () => {
    expect(headCrop(image, face(60, 760, [0, 0]))).toMatchObject({ left: 0, top: 628, width: 192, height: 172 });
  });

  it('is the whole picture without a face', () => {
    expect(headCrop(image, null)).toMatchObject({ left: 0, top: 0, width: 1000, height: 800 });
    expect(headCrop(image, face(-5000, 0, [0, 0]))).toMatchObject({ width: 1000, height: 800 });
  });

  it.each([0, 1, 2, 3])('of a head turned by %i right angles is set upright', (turns) => {
    expect(headCrop(image, face(500, 400, [0, 0], (turns * Math.PI) / 2)).quarterTurns).toBe(turns);
  });
});

describe('pixels of a crop', () => {
  it('are means of the light that they cover', () => {
    const side = 8;
    const data = Uint8Array.from({ length: 3 * side * side }, (_, i) => (i * 31) % 256);
    const crop = { left: 2, top: 4, width: 4, height: 4, quarterTurns: 0 };
    const small = cropPixels({ width: side, height: side, data }, crop, 2);
    const light = (x: number, y: number, c: number): number => LINEAR_FROM_BYTE[data[3 * (y * side + x) + c]];
    const mean = (light(4, 6, 1) + light(5, 6, 1) + light(4, 7, 1) + light(5, 7, 1)) / 4;
    expect(small.data[3 * 3 + 1]).toBeCloseTo(mean, 6);
    // Larger than what it covers: the nearest.
    const large = cropPixels({ width: side, height: side, data }, crop, 8);
    expect(large.data[3 * (7 * 8 + 7)]).toBeCloseTo(light(5, 7, 0), 6);
  });

  it('turn counter-clockwise and back', () => {
    const values = Float32Array.from({ length: 2 * 9 }, (_, i) => i);
    for (const turns of [1, 2, 3]) expect(turned(turned(values, 3, turns), 3, 4 - turns)).toEqual(values);
    // The right edge comes to the top.
    expect(Array.from(turned(Float32Array.of(1, 2, 3, 4), 2, 1))).toEqual([2, 4, 1, 3]);
  });
});
