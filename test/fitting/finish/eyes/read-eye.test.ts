import { describe, expect, it } from 'vitest';
import { besideWhite, readEye } from '../../../../src/fitting/finish/eyes/read-eye.ts';
import { gazeDirection } from '../../../../src/head/anatomy/eyes/eyeballs.ts';
import { oklabFromLinear, type Triple } from '../../../../src/image/oklab.ts';
import { directionalLight } from '../../../../src/render/light/sh-lighting.ts';
import { wanderingEyes } from '../../../helpers/eyes/wandering-eyes.ts';

const { eyes, gazes, irisRadius } = await wanderingEyes();
const EVEN = directionalLight([0, 0, 1], [0, 0, 0], [1, 1, 1]);

/** Left eyes, and their iris so far aside, radians. */
const seen = eyes.map(({ left }, v) => {
  if (left === null) throw new Error('no eye');
  const disc = (aside: number) => {
    const { yaw, pitch } = gazes[v].left;
    return { axis: gazeDirection(left.eyeball.axis, { yaw: yaw + aside, pitch }), radius: irisRadius };
  };
  return { pixels: left.pixels, disc };
});

describe('the colours of an eye', () => {
  it('are read where it looks, and not where white passes for the iris', () => {
    let passed = 0;
    for (const { pixels, disc } of seen) {
      const told = readEye(pixels, [disc(0)], EVEN);
      expect(told.irisPixels).toBeGreaterThan(10);
      expect(told.iris[0]).toBeLessThan(told.sclera[0] - 0.1);
      // By a whole iris to a side: the white beside it.
      for (const side of [-1, 1]) {
        const wrong = readEye(pixels, [disc(side * 2.2 * irisRadius)], EVEN);
        if (wrong.irisPixels > 0) expect(wrong.iris[0]).toBeLessThan(wrong.sclera[0] - 0.06);
        else passed++;
      }
    }
    expect(passed).toBeGreaterThan(0);
  });

  it('are those of the disc that differs most from the white beside it, in whatever order', () => {
    for (const { pixels, disc } of seen) {
      const [right, wrong] = [disc(0), disc(0.9 * irisRadius)];
      const told = readEye(pixels, [right], EVEN);
      expect(readEye(pixels, [right, wrong], EVEN)).toEqual(told);
      expect(readEye(pixels, [wrong, right], EVEN)).toEqual(told);
    }
  });

  it('are those of an iris without any white rather than of nothing', () => {
    const { pixels, disc } = seen[0];
    const { axis, radius } = disc(0);
    const within = Array.from({ length: pixels.colors.length / 3 }, (_, i) => i).filter((i) => {
      const cos = [0, 1, 2].reduce((sum, k) => sum + pixels.directions[3 * i + k] * axis[k], 0);
      return Math.acos(Math.min(1, cos)) < radius;
    });
    const lane = (of: Float64Array): Float64Array =>
      Float64Array.from(within.flatMap((i) => [...of.subarray(3 * i, 3 * i + 3)]));
    const bare = { ...pixels, directions: lane(pixels.directions), colors: lane(pixels.colors) };
    const told = readEye(bare, [disc(2.2 * irisRadius), disc(0)], EVEN);
    expect(told.scleraPixels).toBe(0);
    expect(told.irisPixels).toBeGreaterThan(10);
  });

  it("are the lighter pixels', in the white as well", () => {
    const { pixels, disc } = seen[0];
    const told = readEye(pixels, [disc(0)], EVEN);
    const darkened = { ...pixels, colors: pixels.colors.slice() };
    // Three of five pixels lie in a lash's shadow.
    for (let i = 0; i < darkened.colors.length; i += 3)
      if ((i / 3) % 5 < 3) for (let c = 0; c < 3; c++) darkened.colors[i + c] *= 0.05;
    const shaded = readEye(darkened, [disc(0)], EVEN);
    expect(Math.abs(shaded.iris[0] - told.iris[0])).toBeLessThan(0.06);
    expect(Math.abs(shaded.sclera[0] - told.sclera[0])).toBeLessThan(0.06);
  });
});

describe('an iris beside its white', () => {
  const usual = oklabFromLinear([0.38, 0.36, 0.34]);
  const reading = (tint: Triple, scleraPixels: number) => {
    const lit = ([r, g, b]: Triple): Triple => oklabFromLinear([r * tint[0], g * tint[1], b * tint[2]]);
    return { iris: lit([0.08, 0.1, 0.12]), irisPixels: 50, sclera: lit([0.38, 0.36, 0.34]), scleraPixels };
  };
  const chroma = ([, a, b]: Triple, [, p, q]: Triple): number => Math.hypot(a - p, b - q);

  it('loses most of a tint that both have, the more the more white is seen', () => {
    const truth = oklabFromLinear([0.08, 0.1, 0.12]);
    const yellow: Triple = [1.06, 1, 0.9];
    const off = [0, 5, 50, 5000].map((pixels) => {
      const tinted = reading(yellow, pixels);
      return chroma(besideWhite(tinted, usual), truth) / chroma(tinted.iris, truth);
    });
    expect(off[0]).toBe(1);
    expect(off[1]).toBeLessThan(0.95);
    expect(off[2]).toBeLessThan(off[1]);
    expect(off[3]).toBeLessThan(0.4);
    expect(besideWhite(reading(yellow, 50), usual)[0]).toBe(reading(yellow, 50).iris[0]);
  });

  it("has of a tint what its lightness has of the white's", () => {
    const white: Triple = [0.7, usual[1] + 0.01, usual[2] + 0.02];
    for (const lightness of [0.2, 0.35, 0.7]) {
      const read = { iris: [lightness, 0, 0] as const, irisPixels: 50, sclera: white, scleraPixels: 45 };
      const share = 0.8 * (45 / 60) * (lightness / 0.7);
      const [, a, b] = besideWhite(read, usual);
      expect(a).toBeCloseTo(-share * 0.01, 9);
      expect(b).toBeCloseTo(-share * 0.02, 9);
    }
  });

  it('stays beside a white as usual, and believes no tint that no light has', () => {
    const plain = { iris: [0.45, -0.01, -0.04] as const, irisPixels: 50, sclera: usual, scleraPixels: 90 };
    expect(besideWhite(plain, usual)).toEqual(plain.iris);
    const red = besideWhite({ ...plain, sclera: [usual[0], usual[1] + 0.3, usual[2]] }, usual);
    const less = besideWhite({ ...plain, sclera: [usual[0], usual[1] + 0.04, usual[2]] }, usual);
    expect(red[1]).toBeCloseTo(less[1], 6);
  });
});
