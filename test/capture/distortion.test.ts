import { describe, expect, it } from 'vitest';
import { distort, edgeDistortion, undistort, undistortImage, undistortMask } from '../../src/capture/distortion.ts';

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
