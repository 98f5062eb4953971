import { describe, expect, it } from 'vitest';
import { climbSimplex } from '../../../src/fitting/solvers/simplex.ts';

describe('climbSimplex', () => {
  it('finds the top of a narrow valley turned over', () => {
    const valley = ([x, y]: Float64Array): number => -((1 - x) ** 2) - 100 * (y - x * x) ** 2;
    const { point, value } = climbSimplex([-1.2, 1], valley, { steps: [0.5, 0.5], evaluations: 300 });
    expect(point[0]).toBeCloseTo(1, 3);
    expect(point[1]).toBeCloseTo(1, 3);
    expect(value).toBeCloseTo(0, 6);
  });

  it('keeps what it is not to move', () => {
    const { point } = climbSimplex([3, 0], ([x, y]) => -(x * x) - (y - 2) ** 2, { steps: [0, 1], evaluations: 60 });
    expect(point[0]).toBe(3);
    expect(point[1]).toBeCloseTo(2, 3);
  });

  it('returns the start where nothing is higher', () => {
    const { point } = climbSimplex([0, 0], ([x, y]) => -Math.hypot(x, y), { steps: [1, 1], evaluations: 40 });
    expect(Math.hypot(...point)).toBeLessThan(1e-6);
  });
});
