import { describe, expect, it } from 'vitest';
import { eyeballs } from '../../../src/head/anatomy/eyes/eyeballs.ts';
import { irisChart } from '../../../src/head/anatomy/eyes/iris-chart.ts';
import { loadBundledHead } from '../../../src/head/bundled/bundled-head.ts';
import type { LinearImage } from '../../../src/image/image.ts';
import { oklabFromLinear, type Triple } from '../../../src/image/oklab.ts';
import { loadPartImages } from '../../../src/render/mesh/head-mesh.ts';
import { eyeColors, paintEyes, USUAL_IRIS } from '../../../src/render/texture/eye-texture.ts';

const head = loadBundledHead();
const { eye: shipped } = await loadPartImages(head);
const BLUE: Triple = [0.1, 0.2, 0.35];

/** How far apart two colours are, a hundred times OKLab's distance: about CIELAB's. */
const difference = (a: Triple, b: Triple): number => {
  const [p, q] = [oklabFromLinear(a), oklabFromLinear(b)];
  return 100 * Math.hypot(...p.map((x, k) => x - q[k]));
};

/** A channel along a circle around the left iris, by shares of its radius. */
function along({ data, width, height }: LinearImage, reach: number, channel = 1): number[] {
  const [{ part }] = eyeballs(head, head.template);
  const { centre, radius } = irisChart(head, part);
  return Array.from({ length: 90 }, (_, n) => {
    const [x, y] = [Math.cos, Math.sin].map((f, k) => centre[k] + reach * radius * f((2 * Math.PI * n) / 90));
    return data[3 * (Math.floor(y * height) * width + Math.floor(x * width)) + channel];
  });
}
const mean = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;
const relativeSpread = (values: readonly number[]): number =>
  Math.sqrt(mean(values.map((x) => (x / mean(values) - 1) ** 2)));

describe('a painted eye', () => {
  it('is the shipped one with a brown iris where nothing is known', () => {
    const usual = paintEyes(head, shipped, { iris: null, sclera: null, size: 1 });
    expect(difference(eyeColors(head, usual).iris, USUAL_IRIS)).toBeLessThan(1);
    expect(difference(eyeColors(head, usual).sclera, eyeColors(head, shipped).sclera)).toBeLessThan(0.1);
    const own = { iris: eyeColors(head, shipped).iris, sclera: null, size: 1 };
    expect(difference(eyeColors(head, paintEyes(head, shipped, own)).iris, own.iris)).toBeLessThan(0.5);
  });

  it('has the iris that was asked for, and its pattern, around a black pupil', () => {
    const blue = paintEyes(head, shipped, { iris: BLUE, sclera: null, size: 1 });
    expect(difference(eyeColors(head, shipped).iris, BLUE)).toBeGreaterThan(15);
    expect(difference(eyeColors(head, blue).iris, BLUE)).toBeLessThan(3);
    expect(difference(eyeColors(head, blue).sclera, eyeColors(head, shipped).sclera)).toBeLessThan(1);
    expect(relativeSpread(along(blue, 0.7))).toBeGreaterThan(0.5 * relativeSpread(along(shipped, 0.7)));
    expect(mean(along(blue, 0.15))).toBeLessThan(0.02);
  });

  it('has the white that was asked for, and its iris', () => {
    const sclera: Triple = [0.5, 0.4, 0.35];
    const red = paintEyes(head, shipped, { iris: null, sclera, size: 1 });
    expect(difference(eyeColors(head, red).sclera, sclera)).toBeLessThan(2);
    expect(difference(eyeColors(head, red).iris, USUAL_IRIS)).toBeLessThan(1);
  });

  it('reddens away from an iris whose white is told, as much on either side of what was asked for', () => {
    const painted = paintEyes(head, shipped, { iris: null, sclera: [0.5, 0.48, 0.45], size: 1 });
    const redness = (picture: LinearImage, reach: number): number => {
      const [red, green, blue] = [0, 1, 2].map((channel) => along(picture, reach, channel));
      return mean(red.map((r, n) => oklabFromLinear([r, green[n], blue[n]])[1]));
    };
    const more = (reach: number): number =>
      redness(painted, reach) - redness(painted, 1.25) - (redness(shipped, reach) - redness(shipped, 1.25));
    expect(more(1.7)).toBeGreaterThan(0.02);
    expect(more(2.2)).toBeCloseTo(0.03, 2);
    expect(more(1.4)).toBeLessThan(0.01);
    expect(difference(eyeColors(head, painted).sclera, [0.5, 0.48, 0.45])).toBeLessThan(0.5);
  });

  it('has irises of another size', () => {
    const edge = (picture: LinearImage): number =>
      Array.from({ length: 60 }, (_, i) => 0.7 + 0.01 * i).find(
        (reach) => mean(along(picture, reach)) > 0.5 * mean(along(shipped, 1.6)),
      ) ?? 0;
    const sized = (size: number): number => edge(paintEyes(head, shipped, { iris: null, sclera: null, size }));
    expect(sized(0.9) / edge(shipped)).toBeCloseTo(0.9, 1);
    expect(sized(1.1) / edge(shipped)).toBeCloseTo(1.1, 1);
  });
});
