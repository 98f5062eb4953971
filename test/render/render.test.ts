import { describe, expect, it } from 'vitest';
import type { Camera } from '../../src/geometry/camera.ts';
import { shBasis, shBasisBackward } from '../../src/geometry/spherical-harmonics.ts';
import { linearFromSrgb, srgbFromLinear } from '../../src/image/color.ts';
import { type LinearImage, sampleBilinear } from '../../src/image/image.ts';
import { blurred } from '../../src/kernels/jobs/pixels/gaussian-blur.ts';
import { NO_TRIANGLE } from '../../src/kernels/jobs/pixels/rasterize.ts';
import { barycentricAt } from '../../src/kernels/jobs/pixels/shade-pixels.ts';
import { COLOR_PROBE } from '../../src/kernels/jobs/terms/shading.ts';
import { fitLight } from '../../src/render/light/fit-light.ts';
import { irradiance } from '../../src/render/light/sh-lighting.ts';
import { rasterize, visiblePoints } from '../../src/render/raster/rasterize.ts';
import { pushPull } from '../../src/render/texture/push-pull.ts';
import { expectClose } from '../helpers/close.ts';
import { checkGradient, dot, normals } from '../helpers/gradient-check.ts';

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

describe('images', () => {
  const image: LinearImage = { width: 5, height: 4, channels: 2, data: Float32Array.from(normals(40, 1)) };

  /** What the colour probe finds at a pixel: a camera whose pixels at depth 1 are x and y. */
  function probeColor(p: Float64Array) {
    const [color, slopeX, slopeY] = [0, 1, 2].map(() => new Float64Array(4));
    const lanes = Float64Array.from({ length: 80 }, (_, i) => (i % 4 < 2 ? image.data[2 * (i >> 2) + (i % 4)] : 0));
    COLOR_PROBE.plain({
      image: lanes,
      width: 5,
      height: 4,
      camera: Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0),
      points: Float64Array.of(p[0], p[1], 1),
      count: 1,
      visibility: Float64Array.of(1),
      color,
      slopeX,
      slopeY,
      weight: new Float64Array(1),
    });
    return { slopeX, slopeY };
  }

  it('sample exactly at pixel centres and have the gradient of central differences', () => {
    expectClose(sampleBilinear(image, 2.5, 1.5, new Float64Array(2)), [image.data[14], image.data[15]], { atol: 1e-7 });
    const cotangent = [0.3, -1.2];
    checkGradient(
      (p) => dot(cotangent, sampleBilinear(image, p[0], p[1], new Float64Array(2))),
      (p) => {
        const { slopeX, slopeY } = probeColor(p);
        return [slopeX, slopeY].map((g) => cotangent[0] * g[0] + cotangent[1] * g[1]);
      },
      Float64Array.of(2.2, 1.9),
    );
  });

  it('sRGB and linear light are inverse', () => {
    for (const x of [0, 0.001, 0.04, 0.5, 1]) expect(srgbFromLinear(linearFromSrgb(x))).toBeCloseTo(x, 6);
    expect(linearFromSrgb(0.5)).toBeCloseTo(0.21404, 4);
  });

  it('blur keeps constants and has the variance asked for', () => {
    for (const sigma of [0.8, 1.5, 4, 9]) {
      expectClose(blurred(new Float32Array(900).fill(2), 30, 30, sigma), new Float32Array(900).fill(2), {
        atol: 1e-4,
      });
      const n = 101;
      const impulse = new Float32Array(n * n);
      impulse[50 * n + 50] = 1;
      const out = blurred(impulse, n, n, sigma);
      let variance = 0;
      for (let i = 0; i < out.length; i++) variance += out[i] * ((i % n) - 50) ** 2;
      expect(Math.sqrt(variance)).toBeGreaterThan(0.9 * sigma);
      expect(Math.sqrt(variance)).toBeLessThan(1.1 * sigma);
    }
  });

  it('push-pull keeps known texels and continues a constant', () => {
    const weights = new Float32Array(64);
    for (const i of [0, 9, 63]) weights[i] = 1;
    const premultiplied = Float32Array.from({ length: 192 }, (_, i) => 0.7 * weights[Math.floor(i / 3)]);
    expectClose(pushPull(premultiplied, weights, 8), new Float32Array(192).fill(0.7), { atol: 1e-5 });
  });
});

describe('spherical harmonics', () => {
  it('have the gradient of central differences', () => {
    const weights = normals(9, 2);
    checkGradient(
      (n) => dot(weights, shBasis(n[0], n[1], n[2], new Float64Array(9))),
      (n) => shBasisBackward(n[0], n[1], n[2], weights, new Float64Array(3)),
      Float64Array.of(0.6, -0.48, 0.64),
    );
  });

  it('lighting is recovered from shaded samples', () => {
    const count = 400;
    const raw = normals(3 * count, 3);
    const n = raw.slice();
    for (let i = 0; i < count; i++) {
      const length = Math.hypot(raw[3 * i], raw[3 * i + 1], raw[3 * i + 2]);
      for (let k = 0; k < 3; k++) n[3 * i + k] /= length;
    }
    const truth = normals(27, 4, 0.2);
    for (let c = 0; c < 3; c++) truth[c] += 4;
    const observed = new Float64Array(3 * count);
    const basis = new Float64Array(9);
    for (let i = 0; i < count; i++) {
      const s = irradiance(truth, shBasis(n[3 * i], n[3 * i + 1], n[3 * i + 2], basis), new Float64Array(3));
      for (let c = 0; c < 3; c++) observed[3 * i + c] = 0.5 * s[c];
    }
    const found = fitLight({
      normals: n,
      albedo: new Float64Array(3 * count).fill(0.5),
      observed,
      weights: new Float64Array(count).fill(1),
    });
    // The ridge on the higher bands costs a few per cent.
    expectClose(found, truth, { rtol: 0.08, atol: 0.06 });
  });
});
