import { describe, expect, it } from 'vitest';
import { compareGreys } from '../../../src/fitting/cameras/compare-greys.ts';
import { blendGreys } from '../../../src/fitting/cameras/reference-skin.ts';
import type { SeenGreys } from '../../../src/fitting/cameras/skin-in-picture.ts';
import type { SkinPoints } from '../../../src/fitting/cameras/skin-points.ts';
import { createRandom } from '../../../src/geometry/random.ts';

/** A square of 64 x 64 points in 8 x 8 cells. */
const SIDE = 64;
const COUNT = SIDE * SIDE;
const POINTS: SkinPoints = {
  count: COUNT,
  corners: new Uint32Array(0),
  weights: new Float64Array(0),
  cell: Uint32Array.from({ length: COUNT }, (_, i) => 8 * Math.floor(i / SIDE / 8) + Math.floor((i % SIDE) / 8)),
  cellsAcross: 8,
};

function pattern(seed: number): Float32Array {
  const random = createRandom(seed);
  return Float32Array.from({ length: COUNT }, () => random.normal());
}

function seen(grey: Float32Array, weight = new Float32Array(COUNT).fill(1)): SeenGreys {
  return { grey, weight };
}

describe('compareGreys', () => {
  it('does not mind gain, exposure and light that changes slowly', () => {
    const a = pattern(1);
    const lit = a.map((x, i) => 0.7 * x + 2 + 0.004 * (i % SIDE));
    expect(compareGreys(POINTS, seen(a), seen(lit)).score).toBeGreaterThan(0.98);
    expect(compareGreys(POINTS, seen(a), seen(a.map((x) => -x))).score).toBeCloseTo(-1, 2);
    expect(Math.abs(compareGreys(POINTS, seen(a), seen(pattern(2))).score)).toBeLessThan(0.1);
  });

  it('trusts little in common less', () => {
    const a = pattern(1);
    const weight = new Float32Array(COUNT);
    weight.fill(1, 0, SIDE * 16);
    const part = compareGreys(POINTS, seen(a), seen(a, weight));
    expect(part.score).toBeCloseTo(1, 6);
    expect(part.shared).toBeCloseTo(0.25, 6);
    expect(part.trust).toBeLessThan(compareGreys(POINTS, seen(a), seen(a)).trust);
    expect(compareGreys(POINTS, seen(a), seen(a, new Float32Array(COUNT)))).toEqual({ score: 0, shared: 0, trust: 0 });
  });
});

describe('blendGreys', () => {
  it('is the weighted mean of what views show beside their own means', () => {
    const a = seen(Float32Array.of(1, 3), Float32Array.of(1, 1));
    const b = seen(Float32Array.of(11, 0), Float32Array.of(0.5, 0));
    const { grey, weight } = blendGreys([a, b], 2);
    // The means are 2 and 11; weights 1 and a quarter.
    expect(grey[0]).toBeCloseTo(-1 / 1.25, 6);
    expect(grey[1]).toBeCloseTo(1, 6);
    expect(Array.from(weight)).toEqual([1, 1]);
  });
});
