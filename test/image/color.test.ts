import { describe, expect, it } from 'vitest';
import { linearFromSrgb, srgbFromLinear } from '../../src/image/color.ts';

describe('colours', () => {
  it('sRGB and linear light are inverse', () => {
    for (const x of [0, 0.001, 0.04, 0.5, 1]) expect(srgbFromLinear(linearFromSrgb(x))).toBeCloseTo(x, 6);
    expect(linearFromSrgb(0.5)).toBeCloseTo(0.21404, 4);
  });
});
