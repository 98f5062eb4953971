import { describe, expect, it } from 'vitest';
import { limitedChroma, linearFromOklab, oklabFromLinear, type Triple } from '../../src/image/oklab.ts';

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

  it('limits chroma and keeps its hue', () => {
    const [a, b] = limitedChroma(0.03, -0.04, 0.025);
    expect(a).toBeCloseTo(0.015, 12);
    expect(b).toBeCloseTo(-0.02, 12);
    expect(limitedChroma(0.03, -0.04, 0.06)).toEqual([0.03, -0.04]);
    expect(limitedChroma(0, 0, 0.06)).toEqual([0, 0]);
  });
});
