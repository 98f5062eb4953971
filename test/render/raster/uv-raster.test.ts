import { describe, expect, it } from 'vitest';
import { dilate, forEachTexel, onceATexel } from '../../../src/render/raster/uv-raster.ts';
import { expectClose } from '../../helpers/close.ts';

type Corner = { readonly x: number; readonly y: number };

function visits(corners: readonly Corner[], size: number) {
  const out: { texel: number; weights: readonly number[] }[] = [];
  forEachTexel(corners, size, (texel, weights) => out.push({ texel, weights: [...weights] }));
  return out;
}

describe('triangles that lie across each other', () => {
  it('have a texel each that both cover: the first has it', () => {
    const corners = [
      { x: 0, y: 0 },
      { x: 8, y: 0 },
      { x: 0, y: 8 },
    ];
    const once = onceATexel(8);
    const found = [corners, [...corners, { x: 8, y: 8 }].slice(1)].map((own) => {
      const texels: number[] = [];
      forEachTexel(
        own,
        8,
        once((texel) => texels.push(texel)),
      );
      return texels;
    });
    expect(found[0].length).toBe(36);
    expect([...found[0], ...found[1]].sort((a, b) => a - b)).toEqual([...Array(64).keys()]);
  });
});

describe('texels of a triangle', () => {
  const corners = [
    { x: 0.7, y: 0.4 },
    { x: 7.1, y: 2.2 },
    { x: 2.3, y: 6.9 },
  ];

  it('have weights that sum to 1 and give their centres', () => {
    const found = visits(corners, 8);
    expect(found.length).toBeGreaterThan(10);
    for (const { texel, weights } of found) {
      const at = (axis: 'x' | 'y') => weights.reduce((sum, w, k) => sum + w * corners[k][axis], 0);
      expectClose([weights.reduce((a, b) => a + b), at('x'), at('y')], [1, (texel % 8) + 0.5, (texel >> 3) + 0.5], {
        atol: 1e-12,
      });
      expect(Math.min(...weights)).toBeGreaterThanOrEqual(-1e-9);
    }
  });

  it('are the same whichever way it winds, and none where it has no area', () => {
    const sorted = (order: readonly number[]) =>
      visits(
        order.map((k) => corners[k]),
        8,
      )
        .map(({ texel }) => texel)
        .sort((a, b) => a - b);
    expect(sorted([2, 1, 0])).toEqual(sorted([0, 1, 2]));
    expect(visits([corners[0], corners[0], corners[1]], 8)).toEqual([]);
  });

  it('leave no gap between neighbours, and stay inside the texture', () => {
    const [a, b, c, d] = [
      { x: -3, y: -2 },
      { x: 11, y: -1 },
      { x: 12, y: 10 },
      { x: -2, y: 9.5 },
    ];
    const seen = [visits([a, b, c], 8), visits([a, c, d], 8)].flat().map(({ texel }) => texel);
    expect(new Set(seen).size).toBe(64);
    expect(Math.max(...seen)).toBe(63);
  });
});

describe('dilated texels', () => {
  it('keep what is covered and take the rest from what lies nearest', () => {
    const size = 7;
    const image = new Float64Array(2 * size * size).fill(Number.NaN);
    const known = [
      [1, 1],
      [5, 4],
    ];
    known.forEach(([x, y], k) => {
      image.set([k, 10 + k], 2 * (y * size + x));
    });
    const out = dilate(image, size, 2);
    for (let i = 0; i < size * size; i++) {
      const steps = known.map(([x, y]) => Math.abs((i % size) - x) + Math.abs(Math.floor(i / size) - y));
      if (steps[0] === steps[1]) continue;
      const nearest = steps[0] < steps[1] ? 0 : 1;
      expect([out[2 * i], out[2 * i + 1]], `${i}`).toEqual([nearest, 10 + nearest]);
    }
    expect(out.some(Number.isNaN)).toBe(false);
    expect(image[0]).toBeNaN();
  });
});
