import { describe, expect, it } from 'vitest';
import { towardsMelanin } from '../../../../src/fitting/hair/colors/melanin.ts';
import { oklabFromLinear, type Triple } from '../../../../src/image/oklab.ts';

const GREY: Triple = [0.1, 0.1, 0.1];
const BROWN: Triple = [0.08, 0.045, 0.02];
const hueOf = (color: Triple): number => {
  const [, a, b] = oklabFromLinear(color);
  return Math.atan2(b, a);
};

describe('colours of hair', () => {
  const ofHair = towardsMelanin(GREY, GREY);

  it.each([
    ['brown', BROWN],
    ['blond', [0.45, 0.3, 0.13] as const],
    ['red', [0.2, 0.06, 0.02] as const],
  ])('that are %s stay', (_, color) => {
    expect(ofHair(color)).toBe(color);
  });

  it.each([
    ['green', [0.095, 0.11, 0.085] as const],
    ['blue', [0.09, 0.1, 0.13] as const],
    ['purple', [0.11, 0.09, 0.12] as const],
  ])('that are %s go to grey or to yellow and red, as light as they were', (_, color) => {
    const [before, a, b] = oklabFromLinear(color);
    const [after, p, q] = oklabFromLinear(ofHair(color));
    expect(after).toBeCloseTo(before, 4);
    expect(Math.hypot(p, q)).toBeLessThan(Math.hypot(a, b));
    expect(Math.hypot(p, q) < 1e-4 || (hueOf(ofHair(color)) > 0.49 && hueOf(ofHair(color)) < 1.39)).toBe(true);
  });

  it('stay whatever they are where all of the hair is dyed', () => {
    const green: Triple = [0.03, 0.2, 0.06];
    expect(towardsMelanin(green, green)(green)).toBe(green);
  });

  it('do not where it is the light alone that makes them so, or unmakes', () => {
    const violet: Triple = [0.05, 0.03, 0.12];
    for (const [usual, lit] of [
      [violet, BROWN],
      [BROWN, violet],
    ] as const)
      expect(towardsMelanin(usual, lit)(violet)).not.toBe(violet);
  });
});
