import { describe, expect, it } from 'vitest';
import { addRow, createNormalEquations, solveStep } from '../../../src/fitting/solvers/normal-equations.ts';
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
const free = new Uint8Array(3);

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
    const x = solveStep(kernels, equations, 0, Uint8Array.of(0, 1, 0)) as Float64Array;
    expect(x[1]).toBe(0);
    checkGradient(
      (y) => cost(y),
      () => new Float64Array(3),
      x,
      { atol: 1e-8, indices: [0, 2] },
    );
  });

  it('have no solution where they are not positive definite, and stay as they are', () => {
    const wrong = { hessian: Float64Array.of(1, 0, 3, 1), gradient: Float64Array.of(1, 1) };
    expect(solveStep(kernels, wrong, 0, new Uint8Array(2))).toBeNull();
    expect(wrong.hessian).toEqual(Float64Array.of(1, 0, 3, 1));
    // An unknown that no row knows of keeps still.
    const unknown = { hessian: Float64Array.of(2, 0, 0, 0), gradient: Float64Array.of(1, 0) };
    expectClose(solveStep(kernels, unknown, 0, new Uint8Array(2)) ?? [], [-0.5, 0], { rtol: 1e-12 });
  });
});
