import { describe, expect, it } from 'vitest';
import type { HeadTemplate } from '../../../src/fitting/cameras/head-template.ts';
import { slideTemplate } from '../../../src/fitting/cameras/slide-template.ts';
import { createRandom } from '../../../src/geometry/random.ts';

const [WIDTH, HEIGHT] = [40, 30];
const random = createRandom(3);
const OFFSETS = Int32Array.from({ length: 128 }, (_, i) =>
  i % 2 === 0 ? ((i >> 1) % 8) - 4 : Math.floor((i >> 1) / 8) - 4,
);
const TEMPLATE: HeadTemplate = {
  rotation: new Float64Array(9),
  offsets: OFFSETS,
  grey: Float32Array.from({ length: 64 }, () => random.normal()),
};

/** Noise with the template in it, darker and with less contrast. */
function picture(x: number, y: number) {
  const grey = Float32Array.from({ length: WIDTH * HEIGHT }, () => 0.5 * random.normal());
  TEMPLATE.grey.forEach((g, p) => {
    grey[(y + OFFSETS[2 * p + 1]) * WIDTH + x + OFFSETS[2 * p]] = 0.5 * g - 2;
  });
  return { width: WIDTH, height: HEIGHT, grey, mask: new Uint8Array(WIDTH * HEIGHT).fill(1), scale: 1 };
}

const EVERYWHERE = { x0: 0, y0: 0, x1: WIDTH, y1: HEIGHT };

describe('slideTemplate', () => {
  it('finds a head of other exposure and contrast', () => {
    const [best, second] = slideTemplate(picture(25, 12), TEMPLATE, EVERYWHERE, 2);
    expect([best.x, best.y]).toEqual([25.5, 12.5]);
    expect(best.score).toBeGreaterThan(0.9);
    expect(second.score).toBeLessThan(0.6);
  });

  it('looks only where it is told to, and at pixels that count', () => {
    const shown = picture(25, 12);
    expect(slideTemplate(shown, TEMPLATE, { ...EVERYWHERE, x1: 20 }, 1)[0].score).toBeLessThan(0.6);
    // Three columns of eight, as hair leaves them of a profile: a place that shows a quarter of the head is one, less is none.
    shown.mask.forEach((_, k) => {
      shown.mask[k] = k % WIDTH < 24 ? 1 : 0;
    });
    const [half] = slideTemplate(shown, TEMPLATE, { ...EVERYWHERE, x0: 25, x1: 25, y0: 12, y1: 12 }, 1);
    expect(half.score).toBeCloseTo(3 / 8, 1);
    shown.mask.forEach((_, k) => {
      shown.mask[k] = k % WIDTH < 22 ? 1 : 0;
    });
    expect(slideTemplate(shown, TEMPLATE, { ...EVERYWHERE, x0: 25, x1: 25, y0: 12, y1: 12 }, 1)).toEqual([]);
    shown.mask.fill(0);
    expect(slideTemplate(shown, TEMPLATE, EVERYWHERE, 1)).toEqual([]);
  });
});
