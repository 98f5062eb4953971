import { describe, expect, it } from 'vitest';
import { imageQuality, meanQuality } from '../../../src/evaluation/compare/image-quality.ts';
import { createRandom } from '../../../src/geometry/random.ts';
import { createLinearImage, type LinearImage } from '../../../src/image/image.ts';

const SIZE = 40;

function picture(seed: number, amount: number, base?: LinearImage): LinearImage {
  const random = createRandom(seed);
  const out = createLinearImage(SIZE, SIZE, 3);
  for (let i = 0; i < out.data.length; i++)
    out.data[i] = Math.max(0, (base?.data[i] ?? 0.3 + 0.2 * Math.sin(i / 37)) + amount * random.normal());
  return out;
}

/** SSIM at one pixel by its definition, with a window of 25 x 25. */
function ssimAt(
  a: (x: number, y: number) => number,
  b: (x: number, y: number) => number,
  x0: number,
  y0: number,
): number {
  let [w, ma, mb, aa, bb, ab] = [0, 0, 0, 0, 0, 0];
  for (let dy = -12; dy <= 12; dy++)
    for (let dx = -12; dx <= 12; dx++) {
      const g = Math.exp(-(dx * dx + dy * dy) / (2 * 1.5 ** 2));
      const [p, q] = [a(x0 + dx, y0 + dy), b(x0 + dx, y0 + dy)];
      w += g;
      ma += g * p;
      mb += g * q;
      aa += g * p * p;
      bb += g * q * q;
      ab += g * p * q;
    }
  [ma, mb] = [ma / w, mb / w];
  const [va, vb, cov] = [aa / w - ma * ma, bb / w - mb * mb, ab / w - ma * mb];
  return ((2 * ma * mb + 1e-4) * (2 * cov + 9e-4)) / ((ma * ma + mb * mb + 1e-4) * (va + vb + 9e-4));
}

describe('image quality', () => {
  const photo = picture(1, 0.02);
  const all = new Uint8Array(SIZE * SIZE).fill(1);

  it('of a picture and itself is perfect, and falls with noise', () => {
    const same = imageQuality(photo, photo, all);
    expect(same.psnrDb).toBeGreaterThan(110);
    expect(same.ssim).toBeCloseTo(1, 6);
    expect(same.l1).toBe(0);
    const [little, much] = [0.01, 0.05].map((amount) => imageQuality(photo, picture(2, amount, photo), all));
    expect(little.psnrDb).toBeGreaterThan(much.psnrDb);
    expect(little.ssim).toBeGreaterThan(much.ssim);
    expect(little.l1).toBeLessThan(much.l1);
  });

  it('has the SSIM of its definition', () => {
    const other = picture(3, 0.06, photo);
    const one = new Uint8Array(SIZE * SIZE);
    one[20 * SIZE + 19] = 1;
    const luma = (image: LinearImage) => (x: number, y: number) =>
      [0.2126, 0.7152, 0.0722].reduce((sum, k, c) => sum + k * image.data[3 * (y * SIZE + x) + c] ** (1 / 2.2), 0);
    // Beside the mask both pictures are the photograph.
    const masked = (x: number, y: number) => (x === 19 && y === 20 ? luma(other)(x, y) : luma(photo)(x, y));
    expect(imageQuality(photo, other, one).ssim).toBeCloseTo(ssimAt(luma(photo), masked, 19, 20), 3);
  });

  it('looks at the mask alone', () => {
    const other = picture(4, 0, photo);
    other.data.fill(1, 0, 300);
    const below = Uint8Array.from(all, (_, i) => (i > 200 ? 1 : 0));
    expect(imageQuality(photo, other, below).l1).toBe(0);
    expect(imageQuality(photo, other, below).pixels).toBe(SIZE * SIZE - 201);
    const both = meanQuality([imageQuality(photo, other, all), imageQuality(photo, photo, all)]);
    expect(both.l1).toBeCloseTo(imageQuality(photo, other, all).l1 / 2, 12);
  });
});
