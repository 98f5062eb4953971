import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/geometry/random.ts';
import { burntPixels } from '../../src/image/burnt-pixels.ts';

const SIDE = 120;

/** Skin from shade to full light, of several tones. @param exposure times its light @returns as it is, and as a sensor has it */
function skin(exposure: number) {
  const random = createRandom(4);
  const truth = new Float32Array(3 * SIDE * SIDE);
  for (let i = 0; i < SIDE * SIDE; i++) {
    const light = exposure * (0.1 + (0.9 * (i % SIDE)) / SIDE);
    const red = 1 + 0.05 * random.normal();
    truth.set([0.6 * light * red, 0.38 * light, 0.27 * light * (1 + 0.02 * random.normal())], 3 * i);
  }
  const image = { width: SIDE, height: SIDE, channels: 3, data: truth.map((x) => Math.min(1, x)) };
  return { truth, image };
}

describe('overexposed skin', () => {
  it('has its colour again, from the channels that are not burnt and from the rest of the skin', () => {
    const { truth, image } = skin(2.4);
    const burnt = burntPixels(image, () => true);
    expect(burnt).not.toBeNull();
    const { pixels, colors } = burnt ?? { pixels: [], colors: [] };
    expect(pixels.length).toBeGreaterThan(0.15 * SIDE * SIDE);
    let [before, after, count] = [0, 0, 0];
    pixels.forEach((pixel, i) => {
      const red = truth[3 * pixel];
      if (red < 1.05) return;
      before += Math.abs(Math.log(image.data[3 * pixel] / red));
      after += Math.abs(Math.log(colors[3 * i] / red));
      count++;
    });
    expect(after / count).toBeLessThan(0.06);
    expect(after).toBeLessThan(0.35 * before);
  });

  it('is never darker than what was seen, and blue is what it was', () => {
    const { image } = skin(3);
    const { pixels, colors } = burntPixels(image, () => true) ?? { pixels: [], colors: [] };
    pixels.forEach((pixel, i) => {
      for (let c = 0; c < 3; c++) expect(colors[3 * i + c]).toBeGreaterThanOrEqual(image.data[3 * pixel + c] - 1e-6);
      expect(colors[3 * i + 2]).toBe(image.data[3 * pixel + 2]);
    });
  });

  it('leaves a green that is not burnt as it was, though the red is', () => {
    const { image } = skin(2);
    const { pixels, colors } = burntPixels(image, () => true) ?? { pixels: [], colors: [] };
    let kept = 0;
    pixels.forEach((pixel, i) => {
      if (image.data[3 * pixel + 1] > 0.9) return;
      expect(colors[3 * i + 1]).toBe(image.data[3 * pixel + 1]);
      kept++;
    });
    expect(kept).toBeGreaterThan(100);
  });

  it('does not follow what is as bright as burnt skin and not as red', () => {
    const { image } = skin(2.4);
    const green = image.data.slice();
    // A window's light on one pixel in ten of the brighter half.
    for (let i = 0; i < SIDE * SIDE; i += 10)
      if (i % SIDE > SIDE / 2 && green[3 * i] < 0.92) green.set([0.5, 0.85, 0.8], 3 * i);
    const [plain, mixed] = [image.data, green].map((data) => burntPixels({ ...image, data }, () => true));
    const reds = (burnt: typeof plain): Map<number, number> =>
      new Map(Array.from(burnt?.pixels ?? [], (pixel, i) => [pixel, burnt?.colors[3 * i] ?? 0]));
    const [before, after] = [reds(plain), reds(mixed)];
    for (const [pixel, red] of before) expect(Math.abs((after.get(pixel) ?? 0) / red - 1)).toBeLessThan(0.02);
  });

  it('is none where little is burnt, or where what is burnt does not count', () => {
    expect(burntPixels(skin(1).image, () => true)).toBeNull();
    expect(burntPixels(skin(2.4).image, (k) => k % SIDE < SIDE / 4)).toBeNull();
  });

  it('says nothing where all is burnt: nothing tells how its channels go together', () => {
    const image = { width: 20, height: 20, channels: 3, data: new Float32Array(1200).fill(1) };
    expect(burntPixels(image, () => true)).toBeNull();
  });

  it('reads pictures with a fourth lane', () => {
    const { image } = skin(2.4);
    const data = new Float32Array(4 * SIDE * SIDE);
    for (let i = 0; i < SIDE * SIDE; i++) data.set([...image.data.subarray(3 * i, 3 * i + 3), 1], 4 * i);
    expect(burntPixels({ ...image, channels: 4, data }, () => true)).toEqual(burntPixels(image, () => true));
  });
});
