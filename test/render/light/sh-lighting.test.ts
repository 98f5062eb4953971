import { describe, expect, it } from 'vitest';
import { SH_BANDS, shBasis } from '../../../src/geometry/spherical-harmonics.ts';
import { luminance } from '../../../src/image/color.ts';
import { directionalLight, irradiance, lightTint, packLight } from '../../../src/render/light/sh-lighting.ts';
import { expectClose } from '../../helpers/close.ts';
import { normals } from '../../helpers/gradient-check.ts';

/** Unit vectors [N][3]. */
const directions = Array.from({ length: 20 }, (_, i) => {
  const raw = normals(3, 100 + i);
  return Array.from(raw, (x) => x / Math.hypot(...raw));
});

function shade(light: Float64Array, [x, y, z]: readonly number[]): Float64Array {
  return irradiance(light, shBasis(x, y, z, new Float64Array(SH_BANDS)), new Float64Array(3));
}

describe('the tint of lights', () => {
  it('is the ambient colour, the mean over lights, however bright', () => {
    const ambient = (color: readonly [number, number, number], scale: number): Float64Array =>
      directionalLight([0, 0, 1], [0, 0, 0], [scale * color[0], scale * color[1], scale * color[2]]);
    const [yellow, even] = [ambient([1.2, 1, 0.4], 3), ambient([1, 1, 1], 3)];
    const [r, g, b] = lightTint([yellow]);
    expect(r / g).toBeCloseTo(1.2, 6);
    expect(b / g).toBeCloseTo(0.4, 6);
    expect(luminance(r, g, b)).toBeCloseTo(1, 9);
    const both = lightTint([yellow, even]);
    expect(both[2] / both[1]).toBeCloseTo(0.7, 6);
    expectClose(lightTint([ambient([1.2, 1, 0.4], 0.1)]), [r, g, b], { atol: 1e-9 });
  });
});

describe('light in spherical harmonics', () => {
  it('from one direction is the clamped cosine to second order, times its colour, over the ambient', () => {
    const [color, ambient] = [
      [0.9, 0.5, 0.2],
      [0.1, 0.2, 0.3],
    ] as const;
    const towards = [0.48, 0.6, 0.64] as const;
    const light = directionalLight(towards, color, ambient);
    for (const n of directions) {
      const cosine = n.reduce((sum, x, k) => sum + x * towards[k], 0);
      // max(0, c) in Legendre polynomials: 1/4 + c/2 + 5/32 (3 c^2 - 1) + ...
      const lit = 1 / 4 + cosine / 2 + (5 / 32) * (3 * cosine ** 2 - 1);
      expectClose(
        shade(light, n),
        color.map((c, k) => c * lit + ambient[k]),
        { atol: 1e-5 },
      );
    }
    expectClose(directionalLight([4.8, 6, 6.4], color, ambient), light, { atol: 1e-12 });
  });

  it('adds up', () => {
    const [a, b] = [normals(27, 1), normals(27, 2)];
    const sum = a.map((x, i) => x + b[i]);
    for (const n of directions) {
      const [left, right] = [shade(a, n), shade(b, n)];
      expectClose(
        shade(sum, n),
        left.map((x, c) => x + right[c]),
        { atol: 1e-12 },
      );
    }
  });

  it('is packed into four lanes a band', () => {
    const light = normals(27, 3);
    const lanes = packLight(light, new Float64Array(36).fill(7));
    for (let band = 0; band < SH_BANDS; band++)
      expect(Array.from(lanes.subarray(4 * band, 4 * band + 4))).toEqual([
        ...light.subarray(3 * band, 3 * band + 3),
        0,
      ]);
  });
});
