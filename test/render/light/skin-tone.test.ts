import { describe, expect, it } from 'vitest';
import { createLinearImage } from '../../../src/image/image.ts';
import { skinTone, whiteOf } from '../../../src/render/light/skin-tone.ts';

/** A skin's log colours from dark to light, redder where it is darker. */
const toneAt = (x: number): [number, number, number] => [-0.8 + 0.6 * x, -1.4 + 0.9 * x, -1.9 + 1.1 * x];
const lit = (x: number, [r, g, b]: readonly [number, number, number]): [number, number, number] => {
  const tone = toneAt(x);
  return [tone[0] + r, tone[1] + g, tone[2] + b];
};

describe('the tone of a skin', () => {
  it('of the mean in white light is the mean', () => {
    expect(Math.abs(skinTone(toneAt(0), toneAt))).toBeLessThan(0.03);
  });

  it('is a dark skin’s where it is dark beside white, a light one’s where it is light', () => {
    const [dark, light] = [-1, 0.8].map((x) => skinTone(toneAt(x), toneAt));
    expect(dark).toBeLessThan(-0.6);
    expect(light).toBeGreaterThan(0.4);
    expect(light).toBeLessThanOrEqual(0.8);
  });

  it('shares what is darker with the light', () => {
    const shaded = skinTone(lit(0, [-0.4, -0.4, -0.4]), toneAt);
    expect(shaded).toBeLessThan(0);
    expect(shaded).toBeGreaterThan(-0.6);
  });

  it('is hardly another in the light of a bulb', () => {
    expect(Math.abs(skinTone(lit(0.3, [0.25, 0, -0.25]), toneAt) - 0.3)).toBeLessThan(0.25);
  });

  it('is not the lightest where a dark skin is the brightest of a dark picture', () => {
    const image = createLinearImage(100, 70, 3);
    const skin = toneAt(-1).map(Math.exp);
    for (let k = 0; k < 7000; k++) image.data.set(k % 3 === 0 ? skin : [0.01, 0.01, 0.01], 3 * k);
    const white = whiteOf(image);
    const [r, g, b] = toneAt(-1).map((log, c) => log - white[c]);
    expect(skinTone([r, g, b], toneAt)).toBeLessThan(0.6);
  });

  it('is one of those that the model was made of', () => {
    expect(skinTone([-9, -9, -9], toneAt)).toBeGreaterThanOrEqual(-1.35);
    expect(skinTone([3, 3, 3], toneAt)).toBeLessThanOrEqual(1.2001);
  });
});

describe('the white of a photograph', () => {
  it('is its brightest, channel by channel, but for a pixel or two, believed in part', () => {
    const image = createLinearImage(100, 70, 3);
    for (let k = 0; k < 7000; k++) image.data.set(k % 10 === 0 ? [0.8, 0.6, 0.3] : [0.2, 0.1, 0.1], 3 * k);
    image.data.set([50, 50, 50], 0);
    whiteOf(image).forEach((log, c) => {
      expect(log).toBeCloseTo(0.6 * Math.log([0.8, 0.6, 0.3][c]), 5);
    });
  });
});
