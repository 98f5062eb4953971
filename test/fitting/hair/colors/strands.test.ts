import { describe, expect, it } from 'vitest';
import { frayed, lockNoise, strandNoise } from '../../../../src/fitting/hair/colors/strands.ts';

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
    // 512 strands, each three texels of 1024 wide.
    const values = around(lockNoise, (512 * 3) / 1024 / (2 * Math.PI), 9 * 512);
    const of = (k: number): number => mean(values.filter((_, i) => i % 9 === k));
    expect(of(4) - of(0)).toBeGreaterThan(0.05);
    expect(of(4) - of(8)).toBeGreaterThan(0.05);
    expect(of(2)).toBeLessThan(of(4));
  });
});

describe.each([
  ['strands', strandNoise],
  ['locks', lockNoise],
])('%s', (_, noise) => {
  it('are wider than the texels that they are drawn with, wherever they lie', () => {
    for (const radius of [0.1, 0.15, 0.22, 0.3, 0.45]) {
      // A sample for each of 1024 texels a side: of strands narrower than two of them neighbours would have nothing in common.
      const values = around(noise, radius, Math.round(2 * Math.PI * radius * 1024));
      const spread = mean(values.map((x) => x * x));
      const alike = mean(values.slice(1).map((x, i) => x * values[i]));
      expect(alike / spread, `at ${radius}`).toBeGreaterThan(0.5);
    }
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
