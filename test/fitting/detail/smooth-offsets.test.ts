import { describe, expect, it } from 'vitest';
import { smoothOffsets } from '../../../src/fitting/detail/smooth-offsets.ts';

/** A chain of vertices. */
const COUNT = 41;
const chain = Array.from({ length: COUNT }, (_, v) =>
  Uint32Array.from([v - 1, v + 1].filter((n) => n >= 0 && n < COUNT)),
);
const smoothing = { prior: { sigmaMm: 3, smoothMm: 0.25 }, robustMm: 0.6 };
const none = new Float64Array(COUNT);
const matched = (offset: (v: number) => number, information: (v: number) => number) => ({
  offsets: Float64Array.from({ length: COUNT }, (_, v) => offset(v)),
  information: Float64Array.from({ length: COUNT }, (_, v) => information(v)),
  disagreement: 0,
});

describe('smooth offsets', () => {
  it('are the matched ones where these are sure, continued where nothing was found', () => {
    const found = smoothOffsets(
      matched(
        () => 0.5,
        (v) => (v >= 15 && v <= 25 ? 0 : 1e4),
      ),
      none,
      chain,
      smoothing,
    );
    for (const d of found) {
      expect(d).toBeLessThanOrEqual(0.5);
      expect(d).toBeGreaterThan(0.39);
    }
  });

  it('pass over a false match', () => {
    const clean = smoothOffsets(
      matched(
        () => 0.2,
        () => 50,
      ),
      none,
      chain,
      smoothing,
    );
    const lie = smoothOffsets(
      matched(
        (v) => (v === 20 ? 2.4 : 0.2),
        () => 50,
      ),
      none,
      chain,
      smoothing,
    );
    expect(Math.max(...lie.map((d, v) => Math.abs(d - clean[v])))).toBeLessThan(0.05);
  });

  it('are each the least of its own sum while its neighbours stand', () => {
    const given = matched(
      (v) => 0.3 * Math.sin(v / 4),
      (v) => 3 + (v % 5),
    );
    const before = none.map((_, v) => 0.1 * Math.cos(v / 6));
    const d = smoothOffsets(given, before, chain, smoothing);
    const { prior, robustMm } = smoothing;
    const sum = (v: number, own: number): number => {
      const mean = chain[v].reduce((total, n) => total + (d[n] + before[n]) / chain[v].length, 0);
      const r = (own - given.offsets[v]) ** 2;
      return (
        (given.information[v] * robustMm ** 2 * r) / (2 * (robustMm ** 2 + r)) +
        (own + before[v]) ** 2 / (2 * prior.sigmaMm ** 2) +
        (own + before[v] - mean) ** 2 / (2 * prior.smoothMm ** 2)
      );
    };
    for (let v = 0; v < COUNT; v++) {
      const slope = (sum(v, d[v] + 1e-5) - sum(v, d[v] - 1e-5)) / 2e-5;
      expect(Math.abs(slope)).toBeLessThan(1e-3);
    }
  });
});
