import { describe, expect, it } from 'vitest';
import { distort } from '../../src/capture/distortion.ts';
import { pinholePicture } from '../../src/capture/pinhole-picture.ts';
import { AsmFitError } from '../../src/errors.ts';
import { expectClose } from '../helpers/close.ts';

const [width, height] = [80, 60];
const image = { width, height, data: new Uint8Array(3 * width * height).fill(120) };
const lens = { fx: 100, fy: 90, cx: 41, cy: 29 };

describe('a picture as a pinhole camera would have taken it', () => {
  it('has its landmarks where the pinhole shows them, and as sure as before', () => {
    const distortion = [-0.2, 0.05, 0.001, -0.002];
    const [x, y] = [0.2, -0.15];
    const [u, v] = distort(distortion, x, y);
    const landmarks = {
      scheme: 'ibug68',
      irises: null,
      points: Float64Array.of(u * lens.fx + lens.cx, v * lens.fy + lens.cy),
      confidence: Float64Array.of(0.4),
      source: 'file',
    } as const;
    const moved = pinholePicture({ image, mask: null, labels: null, landmarks }, { ...lens, distortion }, 'a');
    expectClose(moved.landmarks?.points ?? [], [x * lens.fx + lens.cx, y * lens.fy + lens.cy], { atol: 1e-6 });
    expect(moved.landmarks?.confidence).toBe(landmarks.confidence);
    expect(moved.mask).toBeNull();
  });

  it('without distortion is the picture itself', () => {
    const mask = Uint8Array.from({ length: width * height }, (_, i) => i & 1);
    const same = pinholePicture({ image, mask, labels: null, landmarks: null }, { ...lens, distortion: [] }, 'a');
    expect(same).toEqual({ image, mask, labels: null, landmarks: null });
  });

  it('is refused where coefficients move its edges as no lens does', () => {
    const refused = () =>
      pinholePicture({ image, mask: null, labels: null, landmarks: null }, { ...lens, distortion: [50] }, 'x: views.3');
    expect(refused).toThrow(/^x: views\.3: distortion must leave the picture's edges near their place; received/);
    expect(refused).toThrow(AsmFitError);
  });
});
