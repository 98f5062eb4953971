import { describe, expect, it } from 'vitest';
import { createNormalSystem } from '../../src/geometry/normal-system.ts';
import { expectClose } from '../helpers/close.ts';

describe('bounded least squares', () => {
  it('finds the best of all points within the bounds', () => {
    const system = createNormalSystem(2);
    system.add([1, 0.9], 3, 1);
    system.add([0.2, 1], 0.5, 1);
    const cost = (x: number, y: number): number => (x + 0.9 * y - 3) ** 2 + (0.2 * x + y - 0.5) ** 2;
    const found = system.solveWithin([-1, -1], [1, 1]) as Float64Array;
    let best = Number.POSITIVE_INFINITY;
    for (let x = -1; x <= 1; x += 0.01) for (let y = -1; y <= 1; y += 0.01) best = Math.min(best, cost(x, y));
    expect(Math.max(...found.map(Math.abs))).toBeLessThanOrEqual(1);
    expect(cost(found[0], found[1])).toBeLessThan(best + 1e-3);
    expectClose(system.solveWithin([-9, -9], [9, 9]) as Float64Array, system.solve() as Float64Array, { atol: 1e-12 });
  });
});
