import { describe, expect, it } from 'vitest';
import {
  addRow,
  addSparseRow,
  createNormalEquations,
  solveStep,
} from '../../../src/fitting/solvers/normal-equations.ts';
import { plainKernels } from '../../../src/kernels/runtime/plain-kernels.ts';
import { expectClose } from '../../helpers/close.ts';
import { checkGradient, normals } from '../../helpers/gradient-check.ts';

const kernels = plainKernels();
const ROWS = [1, 2, 3, 4, 5].map((seed) => normals(3, seed));
const RESIDUALS = normals(5, 9);
const WEIGHTS = [0.5, 1, 2, 0.1, 3];
const equations = createNormalEquations(3);
ROWS.forEach((row, r) => {
  addRow(equations, row, RESIDUALS[r], WEIGHTS[r]);
});
/** sum w (J x + r)^2/2 + damping x^T diag(H) x/2 */
function cost(x: ArrayLike<number>, damping = 0): number {
  const squares = ROWS.reduce((sum, row, r) => {
    const residual = row.reduce((s, j, k) => s + j * x[k], RESIDUALS[r]);
    return sum + (WEIGHTS[r] * residual ** 2) / 2;
  }, 0);
  return squares + [0, 1, 2].reduce((sum, k) => sum + (damping * equations.hessian[4 * k] * x[k] ** 2) / 2, 0);
}
const still = (...frozen: readonly number[]) => ({ frozen: Uint8Array.from(frozen), bounds: null });
const free = still(0, 0, 0);

describe('normal equations', () => {
  it('have the gradient of the rows, and in their lower triangle J^T W J', () => {
    checkGradient(
      (x) => cost(x),
      () => equations.gradient,
      new Float64Array(3),
    );
    for (let a = 0; a < 3; a++)
      for (let b = 0; b < 3; b++) {
        const product = ROWS.reduce((sum, row, r) => sum + WEIGHTS[r] * row[a] * row[b], 0);
        expect(equations.hessian[3 * a + b]).toBeCloseTo(b <= a ? product : 0, 12);
      }
  });

  it('take rows over few unknowns as whole rows that are 0 elsewhere', () => {
    const [whole, few] = [createNormalEquations(5), createNormalEquations(5)];
    addRow(whole, [0, 3, 0, -2, 7], 1.5, 0.5);
    addSparseRow(few, { columns: [4, -1, 1, 3], values: [7, 99, 3, -2] }, 1.5, 0.5);
    expect(few).toEqual(whole);
  });

  it.each([0, 0.7])('are solved where the cost is least, damping %f', (damping) => {
    const x = solveStep(kernels, equations, damping, free) as Float64Array;
    checkGradient(
      (y) => cost(y, damping),
      () => new Float64Array(3),
      x,
      { atol: 1e-8 },
    );
  });

  it('hold what is frozen, and are best in the rest', () => {
    const x = solveStep(kernels, equations, 0, still(0, 1, 0)) as Float64Array;
    expect(x[1]).toBe(0);
    checkGradient(
      (y) => cost(y),
      () => new Float64Array(3),
      x,
      { atol: 1e-8, indices: [0, 2] },
    );
  });

  // Either unknown may be the one that is held at its bound.
  it.each([
    [1, 0.9, 0.2, 1],
    [0.9, 1, 1, 0.2],
  ])('are solved within bounds, best of all points within them: rows (%f, %f) and (%f, %f)', (a, b, c, d) => {
    const two = createNormalEquations(2);
    addRow(two, [a, b], -2, 2);
    addRow(two, [c, d], -0.5, 2);
    const costAt = (x: number, y: number): number => (a * x + b * y - 2) ** 2 + (c * x + d * y - 0.5) ** 2;
    const within = (lower: number, upper: number, frozen = new Uint8Array(2)) => {
      const bounds = { lower: new Float64Array(2).fill(lower), upper: new Float64Array(2).fill(upper) };
      return solveStep(kernels, two, 0, { frozen, bounds }) as Float64Array;
    };
    const [x, y] = within(-1, 1);
    let best = Number.POSITIVE_INFINITY;
    for (let u = -1; u <= 1; u += 0.01) for (let v = -1; v <= 1; v += 0.01) best = Math.min(best, costAt(u, v));
    expect(Math.max(Math.abs(x), Math.abs(y))).toBeLessThanOrEqual(1);
    expect(costAt(x, y)).toBeLessThan(best + 1e-3);
    expectClose(within(-9, 9), solveStep(kernels, two, 0, still(0, 0)) as Float64Array, { atol: 1e-12 });
    expect(within(-1, 1, Uint8Array.of(1, 0))[0]).toBe(0);
  });

  it('have no solution where they are not positive definite, and stay as they are', () => {
    const wrong = { hessian: Float64Array.of(1, 0, 3, 1), gradient: Float64Array.of(1, 1) };
    expect(solveStep(kernels, wrong, 0, still(0, 0))).toBeNull();
    expect(wrong.hessian).toEqual(Float64Array.of(1, 0, 3, 1));
    // An unknown that no row knows of keeps still.
    const unknown = { hessian: Float64Array.of(2, 0, 0, 0), gradient: Float64Array.of(1, 0) };
    expectClose(solveStep(kernels, unknown, 0, still(0, 0)) ?? [], [-0.5, 0], { rtol: 1e-12 });
  });
});
