import { describe, expect, it } from 'vitest';
import { cutCards } from '../../../src/export/pictures/cut-cards.ts';

/** One triangle over half of its picture, of which alpha keeps what `opaque` says. */
function cut(opaque: (x: number, y: number) => boolean) {
  const size = 32;
  const data = Uint8Array.from({ length: size * size }, (_, i) => (opaque(i % size, Math.floor(i / size)) ? 255 : 0));
  const uvs = Float64Array.of(0, 0, 1, 0, 0, 1);
  return cutCards({ triangles: Uint32Array.of(5, 6, 7).map((v) => v - 5), uvs }, { width: size, height: size, data });
}

/** Twice the area of what is left, in UVs: 1 for all of it. */
function area({ uvs, triangles }: ReturnType<typeof cut>): number {
  let sum = 0;
  for (let t = 0; t < triangles.length; t += 3) {
    const [a, b, c] = [0, 1, 2].map((k) => 2 * triangles[t + k]);
    sum += (uvs[b] - uvs[a]) * (uvs[c + 1] - uvs[a + 1]) - (uvs[c] - uvs[a]) * (uvs[b + 1] - uvs[a + 1]);
  }
  return sum;
}

describe('cards cut by their alpha', () => {
  it('stay whole where all of them covers, and are gone where none does', () => {
    expect(cut(() => true)).toEqual({
      corners: [0, 1, 2, 0, 1, 2, 0, 1, 2],
      weights: [1, 0, 0, 0, 1, 0, 0, 0, 1],
      uvs: [0, 0, 1, 0, 0, 1],
      triangles: [0, 1, 2],
    });
    expect(cut(() => false).triangles).toEqual([]);
  });

  it('keep the part that covers, turned as it was', () => {
    const half = cut((x) => x < 16);
    expect(area(half)).toBeCloseTo(0.75, 1);
    expect(Math.max(...half.uvs.filter((_, i) => i % 2 === 0))).toBeCloseTo(0.5, 1);
    for (let n = 0; n < half.weights.length; n += 3)
      expect(half.weights[n] + half.weights[n + 1] + half.weights[n + 2]).toBeCloseTo(1, 12);
  });
});
