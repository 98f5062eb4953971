import { describe, expect, it } from 'vitest';
import { createRandom, randomStream } from '../../src/geometry/random.ts';

describe('random numbers', () => {
  it('repeats for a seed', () => {
    const a = createRandom(4);
    const b = createRandom(4);
    expect([a.normal(), a.uniform()]).toEqual([b.normal(), b.uniform()]);
  });
});

describe('streams below a seed', () => {
  it('are the same for the same path, and others for any other', () => {
    const first = (...path: [number, ...number[]]) => randomStream(...path).uniform();
    expect(first(1, 2, 3)).toBe(first(1, 2, 3));
    const all = [
      first(1),
      first(2),
      first(1, 0),
      first(1, 1),
      first(1, 0, 1),
      first(1, 1, 0),
      first(2, 1),
      first(1, 2),
    ];
    expect(new Set(all).size).toBe(all.length);
  });

  it('begin evenly spread: neighbouring steps have nothing in common', () => {
    const firsts = Array.from({ length: 4000 }, (_, step) => randomStream(1, 2, step).uniform());
    const mean = firsts.reduce((sum, x) => sum + x, 0) / firsts.length;
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.02);
    const product = firsts.slice(1).reduce((sum, x, i) => sum + (x - 0.5) * (firsts[i] - 0.5), 0) / firsts.length;
    // A correlation of 0.05 is three of its standard errors.
    expect(Math.abs(12 * product)).toBeLessThan(0.05);
  });
});
