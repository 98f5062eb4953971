import { describe, expect, it } from 'vitest';
import { cutCards, SHARP_PIECES } from '../../../src/export/pictures/cut-cards.ts';

/** One triangle over half of its picture, of which alpha keeps what `opaque` says. */
function cut(
  opaque: (x: number, y: number) => boolean | number,
  size = 32,
  range: readonly [number, number] = [0.3, 2],
) {
  const data = Uint8Array.from({ length: size * size }, (_, i) => {
    const own = opaque(i % size, Math.floor(i / size));
    return own === true ? 255 : Number(own);
  });
  const uvs = Float64Array.of(0, 0, 1, 0, 0, 1);
  return cutCards(
    { triangles: Uint32Array.of(5, 6, 7).map((v) => v - 5), uvs },
    { width: size, height: size, data },
    range,
    SHARP_PIECES,
  );
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

  it('keep what covers by so much and no more', () => {
    const steps = (x: number): number => (x < 8 ? 255 : x < 16 ? 128 : 0);
    const [most, some, none] = (
      [
        [0.9, 2],
        [0.1, 0.9],
        [0.6, 0.7],
      ] as const
    ).map((range) => area(cut(steps, 32, range)));
    expect([most, some]).toEqual([expect.closeTo(0.44, 1), expect.closeTo(0.31, 1)]);
    expect(none).toBeLessThan(0.1);
  });

  it('run smoothly between texels, as viewers sample them', () => {
    // Eight texels a side; along a slanting edge alpha goes from all to none over four of them, and is 0.3 on a line.
    const ramp = cut((x, y) => 255 * Math.min(1, Math.max(0, 0.5 + (4 - x - y / 2) / 4)), 8);
    const rows = new Map<number, number>();
    for (let n = 0; n < ramp.uvs.length; n += 2) {
      const [u, v] = ramp.uvs.slice(n, n + 2);
      if (v > 0.1 && v < 0.5) rows.set(v, Math.max(rows.get(v) ?? 0, u));
    }
    expect(rows.size).toBeGreaterThan(5);
    for (const [v, u] of rows) expect(Math.abs(8 * u - 0.5 - (4.8 - (8 * v - 0.5) / 2))).toBeLessThan(0.35);
  });
});
