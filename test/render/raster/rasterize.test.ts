import { describe, expect, it } from 'vitest';
import type { Camera } from '../../../src/geometry/camera.ts';
import { NO_TRIANGLE } from '../../../src/kernels/jobs/pixels/rasterize.ts';
import { barycentricAt } from '../../../src/kernels/jobs/pixels/shade-pixels.ts';
import { rasterize, visiblePoints } from '../../../src/render/raster/rasterize.ts';

describe('rasteriser', () => {
  // x right, y down: the right angle at the top left, longer along x.
  const pixels = Float64Array.of(0, 0, 10, 8, 0, 10, 0, 4, 10);
  const one = Uint32Array.of(0, 1, 2);

  it('covers the pixels of an unsymmetric triangle', () => {
    const { triangle } = rasterize(pixels, one, 8, 5);
    const rows = Array.from({ length: 5 }, (_, y) =>
      Array.from(triangle.subarray(8 * y, 8 * y + 8), (t) => (t === NO_TRIANGLE ? '.' : '#')).join(''),
    );
    expect(rows).toEqual(['#######.', '#####...', '###.....', '#.......', '........']);
  });

  it('keeps the nearer triangle whatever the order', () => {
    const two = Float64Array.of(...pixels, ...pixels.map((x, i) => (i % 3 === 2 ? 5 : x)));
    for (const triangles of [Uint32Array.of(0, 1, 2, 3, 4, 5), Uint32Array.of(3, 4, 5, 0, 1, 2)]) {
      const buffer = rasterize(two, triangles, 8, 5);
      expect(triangles[3 * buffer.triangle[0]]).toBe(3);
      expect(buffer.depth[0]).toBeCloseTo(5, 5);
    }
  });

  it('drops what reaches behind the camera', () => {
    const behind = rasterize(Float64Array.of(0, 0, 10, 8, 0, -10, 0, 4, 10), one, 8, 5);
    expect(behind.triangle.every((t) => t === NO_TRIANGLE)).toBe(true);
  });

  it('barycentric weights sum to one and are perspective-correct', () => {
    const tilted = [0, 0, 10, 8, 0, 20, 0, 4, 10];
    const w = barycentricAt(tilted, one, 0, 3, 0, new Float64Array(3));
    expect(w[0] + w[1] + w[2]).toBeCloseTo(1, 12);
    // Half way across the screen is nearer the near corner in space: 1/z interpolates, not z.
    expect(w[1]).toBeLessThan(3.5 / 8);
  });

  it('hides points behind a surface', () => {
    const square = Float64Array.of(0, 0, 10, 9, 0, 10, 9, 9, 10, 0, 9, 10);
    const { depth } = rasterize(square, Uint32Array.of(0, 1, 2, 0, 2, 3), 9, 9);
    // A camera whose pixels at depth z are x/z and y/z.
    const camera: Camera = {
      width: 9,
      height: 9,
      fx: 1,
      fy: 1,
      cx: 0,
      cy: 0,
      rotation: Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1),
      translation: new Float64Array(3),
    };
    const points = Float64Array.of(40, 40, 10, 56, 56, 14, 24, 24, 6, 400, 40, 10);
    expect(Array.from(visiblePoints(camera, depth, points, 1))).toEqual([1, 0, 1, 0]);
  });
});
