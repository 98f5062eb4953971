import { describe, expect, it } from 'vitest';
import { coverTexels, forEachCovered, type TextureChart } from '../../../src/render/raster/covered-texels.ts';
import { forEachTexel } from '../../../src/render/raster/uv-raster.ts';

const SIZE = 16;
/** Two halves of a square, and one that lies across both. */
const chart: TextureChart = {
  uvs: Float64Array.of(0.1, 0.1, 0.9, 0.15, 0.85, 0.9, 0.12, 0.8, 0.5, 0.95),
  corners: Uint32Array.of(0, 1, 2, 0, 2, 3, 0, 1, 4),
};

/** Texels of one triangle, with their weights. */
function texelsOf(t: number): Map<number, number[]> {
  const corners = Array.from(chart.corners.subarray(3 * t, 3 * t + 3), (v) => ({
    x: chart.uvs[2 * v] * SIZE,
    y: chart.uvs[2 * v + 1] * SIZE,
  }));
  const out = new Map<number, number[]>();
  forEachTexel(corners, SIZE, (texel, weights) => out.set(texel, [...weights]));
  return out;
}

describe('texels that triangles cover', () => {
  it.each([[[0, 1, 2]], [[2, 1, 0]], [[1]]])('are those of the first of %s, with its weights', (order) => {
    const covered = coverTexels(chart, SIZE, order);
    const found = new Map<number, { t: number; weights: number[] }>();
    let next = 0;
    forEachCovered(covered, (t, first, end, weights) => {
      expect(first).toBe(next);
      next = end;
      for (let i = first; i < end; i++) {
        const texel = covered.index[i];
        expect(found.has(texel)).toBe(false);
        found.set(texel, { t, weights: [...weights.subarray(3 * (i - first), 3 * (i - first + 1))] });
      }
    });
    expect(next).toBe(covered.index.length);
    const owners = new Map<number, number>();
    for (const t of [...order].reverse()) for (const texel of texelsOf(t).keys()) owners.set(texel, t);
    expect(found.size).toBe(owners.size);
    for (const [texel, t] of owners) expect(found.get(texel)).toEqual({ t, weights: texelsOf(t).get(texel) });
  });

  it('come by bands of rows as they come at once', () => {
    const whole = coverTexels(chart, SIZE, [0, 1, 2]);
    const bands = [0, 5, SIZE].flatMap((to, i, ends) =>
      i === 0 ? [] : [coverTexels(chart, SIZE, [0, 1, 2], { from: ends[i - 1], to })],
    );
    const owners = (parts: readonly (typeof whole)[]): Map<number, number> =>
      new Map(parts.flatMap(({ index, triangle }) => Array.from(index, (texel, i) => [texel, triangle[i]] as const)));
    expect(new Map([...owners(bands)].sort())).toEqual(new Map([...owners([whole])].sort()));
  });
});
