import { describe, expect, it } from 'vitest';
import { linearFromOklab, oklabFromLinear, type Triple } from '../../src/image/oklab.ts';

describe('OKLab', () => {
  it('has white at lightness 1 without colour', () => {
    const [l, a, b] = oklabFromLinear([1, 1, 1]);
    expect(l).toBeCloseTo(1, 5);
    expect(Math.hypot(a, b)).toBeLessThan(1e-5);
  });

  it('gives red as published', () => {
    expect(oklabFromLinear([1, 0, 0]).map((x) => Number(x.toFixed(3)))).toEqual([0.628, 0.225, 0.126]);
  });

  it('comes back', () => {
    const color: Triple = [0.2, 0.5, 0.03];
    linearFromOklab(oklabFromLinear(color)).forEach((x, c) => {
      expect(x).toBeCloseTo(color[c], 4);
    });
  });
});
