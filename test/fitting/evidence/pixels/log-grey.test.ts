import { describe, expect, it } from 'vitest';
import { logGrey, logMatte } from '../../../../src/fitting/evidence/pixels/log-grey.ts';
import { createRandom } from '../../../../src/geometry/random.ts';
import { createLinearImage, type LinearImage } from '../../../../src/image/image.ts';

const SIZE = 16;
const PIXELS = SIZE * SIZE;
/** Dark and light skin, linear. */
const TONES = [
  [0.12, 0.06, 0.035],
  [0.55, 0.36, 0.27],
] as const;

function skin(
  tone: readonly number[],
  of: (i: number) => { readonly melanin: number; readonly gloss: number },
): LinearImage {
  const image = createLinearImage(SIZE, SIZE, 3);
  for (let i = 0; i < PIXELS; i++)
    for (let c = 0; c < 3; c++) image.data[3 * i + c] = tone[c] * of(i).melanin + of(i).gloss;
  return image;
}

function spread(values: ArrayLike<number>): number {
  const mean = Array.from(values).reduce((a, b) => a + b, 0) / values.length;
  return Math.sqrt(Array.from(values).reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length);
}

describe.each(TONES)('logMatte of a skin (%f, %f, %f)', (...tone) => {
  const random = createRandom(2);
  const noise = Array.from({ length: PIXELS }, () => random.uniform());
  const out = (): Float32Array => new Float32Array(PIXELS);

  it('hardly sees gloss, which the grey takes for the skin', () => {
    const shiny = skin(tone, (i) => ({ melanin: 1, gloss: 0.1 * noise[i] }));
    expect(spread(logMatte(shiny, out()))).toBeLessThan(0.25 * spread(logGrey(shiny, out())));
  });

  it('sees what the skin itself has, most of it', () => {
    const spotted = skin(tone, (i) => ({ melanin: 0.7 + 0.3 * noise[i], gloss: 0 }));
    expect(spread(logMatte(spotted, out()))).toBeGreaterThan(0.7 * spread(logGrey(spotted, out())));
  });
});

describe('logMatte', () => {
  it('is the grey of a picture without colours', () => {
    const random = createRandom(3);
    const image = createLinearImage(SIZE, SIZE, 3);
    for (let i = 0; i < PIXELS; i++) image.data.fill(random.uniform(), 3 * i, 3 * i + 3);
    const [matte, grey] = [logMatte(image, new Float64Array(PIXELS)), logGrey(image, new Float64Array(PIXELS))];
    matte.forEach((x, i) => {
      expect(x).toBeCloseTo(grey[i], 6);
    });
  });

  it('is finite of black and of one pure colour', () => {
    const image = createLinearImage(2, 1, 3);
    image.data[3] = 1;
    for (const x of logMatte(image, new Float32Array(2))) expect(Number.isFinite(x)).toBe(true);
  });
});
