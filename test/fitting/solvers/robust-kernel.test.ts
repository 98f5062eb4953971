import { describe, expect, it } from 'vitest';
import {
  CAUCHY,
  gemanMcClure,
  huberKernel,
  QUADRATIC,
  type RobustKernel,
} from '../../../src/fitting/solvers/robust-kernel.ts';
import { expectClose } from '../../helpers/close.ts';

/** Name, kernel, where it begins to bend (squared sigmas), and rho by its formula. */
const KERNELS: readonly (readonly [string, RobustKernel, number, (s: number) => number])[] = [
  ['quadratic', QUADRATIC, 1, (s) => s],
  ['Geman-McClure', gemanMcClure(3), 9, (s) => (9 * s) / (9 + s)],
  ['Huber', huberKernel(1.5), 2.25, (s) => (s <= 2.25 ? s : 3 * Math.sqrt(s) - 2.25)],
  ['Cauchy', CAUCHY, 1, (s) => Math.log(1 + s)],
];

describe('robust kernels', () => {
  it.each(KERNELS)('%s costs what its formula says', (_, kernel, knee, rho) => {
    const squares = [0, 1e-9, 0.3 * knee, knee, 1.01 * knee, 7 * knee, 1e4 * knee];
    expectClose(squares.map(kernel.cost), squares.map(rho), { rtol: 1e-12, atol: 1e-16 });
  });

  it.each(KERNELS)('%s weighs by the slope of its cost, near 0, about its knee and far', (_, kernel, knee) => {
    for (const square of [1e-4, 0.1 * knee, 0.999 * knee, 1.001 * knee, 30 * knee, 1e4 * knee]) {
      const h = 1e-5 * square;
      const slope = (kernel.cost(square + h) - kernel.cost(square - h)) / (2 * h);
      expectClose([kernel.weight(square)], [slope], { rtol: 1e-5 });
    }
  });

  it.each(KERNELS)('%s is plain least squares near 0, and smooth at its knee', (_, kernel, knee) => {
    expect(kernel.cost(0)).toBe(0);
    expect(kernel.weight(0)).toBe(1);
    expectClose([kernel.cost(1e-8)], [1e-8], { rtol: 1e-6 });
    for (const of of [kernel.cost, kernel.weight])
      expectClose([of((1 + 1e-9) * knee)], [of((1 - 1e-9) * knee)], { rtol: 1e-7 });
  });

  it.each(KERNELS.slice(1))('%s pulls less and less', (_, kernel, knee) => {
    // The pull of an observation at r sigmas is r rho'(r^2); a Huber observation's stays.
    const pull = (r: number): number => r * kernel.weight(r * r);
    const far = 10 * Math.sqrt(knee);
    expect(kernel.weight(far * far)).toBeLessThan(0.2);
    expect(pull(2 * far)).toBeLessThanOrEqual(pull(far) * (1 + 1e-12));
  });
});
