import { describe, expect, it } from 'vitest';
import { frayed, lockNoise, strandNoise } from '../../../src/fitting/hair/colors/strands.ts';

/** Noise around the chart's middle at some distance from it. */
function around(noise: typeof strandNoise, radius: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => {
    const angle = (2 * Math.PI * (i + 0.5)) / count;
    return noise(0.5 + radius * Math.cos(angle), 0.5 + radius * Math.sin(angle));
  });
}

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

describe.each([
  ['strands', strandNoise],
  ['strands in locks', lockNoise],
])('noise of %s', (_, noise) => {
  it('is about 0, and within a half', () => {
    const values = [0.1, 0.2, 0.4].flatMap((radius) => around(noise, radius, 4000));
    expect(Math.abs(mean(values))).toBeLessThan(0.03);
    for (const x of values) expect(Math.abs(x)).toBeLessThanOrEqual(0.5);
    expect(Math.max(...values) - Math.min(...values)).toBeGreaterThan(0.5);
  });

  it('goes on along a strand', () => {
    for (const angle of [0.1, 2, 4.5]) {
      const at = (r: number): number => noise(0.5 + r * Math.cos(angle), 0.5 + r * Math.sin(angle));
      for (let r = 0.1; r < 0.45; r += 0.01) expect(Math.abs(at(r + 1e-4) - at(r))).toBeLessThan(0.01);
    }
  });
});

describe('locks', () => {
  it('end together: neighbours are a little alike, as strands alone are not', () => {
    const alike = (noise: typeof strandNoise): number => {
      const values = around(noise, 0.35, 6500);
      const m = mean(values);
      const spread = mean(values.map((x) => (x - m) ** 2));
      // Ten samples are two of the strands that end apart.
      return mean(values.map((x, i) => (x - m) * (values[(i + 10) % 6500] - m))) / spread;
    };
    expect(alike(lockNoise)).toBeGreaterThan(0.03);
  });

  it('are of strands that are thinner towards their ends: of the middle more is left than of the sides', () => {
    const strands = 1300;
    const values = around(lockNoise, 0.35, 9 * strands);
    const of = (k: number): number => mean(values.filter((_, i) => i % 9 === k));
    expect(of(4) - of(0)).toBeGreaterThan(0.05);
    expect(of(4) - of(8)).toBeGreaterThan(0.05);
    expect(of(2)).toBeLessThan(of(4));
  });
});

describe('frayed hair', () => {
  it('is dense inside, none outside, and between as long as its strands are', () => {
    expect([frayed(1.2, -0.5), frayed(-0.2, 0.5)]).toEqual([1, 0]);
    expect(frayed(0.5, 0)).toBe(0.5);
    expect(frayed(0.5, 0.4)).toBe(1);
    expect(frayed(0.5, -0.4)).toBe(0);
  });
});
