import { CHOLESKY } from '../../kernels/jobs/solve/cholesky.ts';
import type { Kernels } from '../../kernels/kernel.ts';

/** Normal equations H x = -g of a least-squares step. */
export interface NormalEquations {
  /** [N, N] row-major, lower triangle */
  readonly hessian: Float64Array;
  /** [N] */
  readonly gradient: Float64Array;
}

export function createNormalEquations(count: number): NormalEquations {
  return { hessian: new Float64Array(count * count), gradient: new Float64Array(count) };
}

/** Adds weight (row . x + residual)^2/2 for a row over all unknowns [N]. */
export function addRow(
  { hessian, gradient }: NormalEquations,
  row: ArrayLike<number>,
  residual: number,
  weight: number,
): void {
  const n = gradient.length;
  for (let i = 0; i < n; i++) {
    const x = weight * row[i];
    if (x === 0) continue;
    gradient[i] += x * residual;
    for (let j = 0; j <= i; j++) hessian[i * n + j] += x * row[j];
  }
}

/**
 * Solves (H + damping diag H) x = -g. Parameters with `frozen` = 1 keep still.
 * Null where the matrix is not positive definite.
 */
export function solveStep(
  kernels: Kernels,
  equations: NormalEquations,
  damping: number,
  frozen: Uint8Array,
): Float64Array | null {
  const { memory } = kernels;
  const mark = memory.mark();
  const n = equations.gradient.length;
  const hessian = memory.double(n * n);
  hessian.set(equations.hessian);
  const rhs = memory.double(n);
  const solved = memory.double(1);
  for (let i = 0; i < n; i++) {
    rhs[i] = frozen[i] ? 0 : -equations.gradient[i];
    hessian[i * n + i] *= 1 + damping;
    if (hessian[i * n + i] === 0) hessian[i * n + i] = 1;
    if (!frozen[i]) continue;
    for (let j = 0; j < i; j++) hessian[i * n + j] = 0;
    for (let j = i + 1; j < n; j++) hessian[j * n + i] = 0;
    hessian[i * n + i] = 1;
  }
  kernels.run(CHOLESKY, [{ hessian, rhs, count: n, solved }]);
  const step = solved[0] === 1 ? Float64Array.from(rhs) : null;
  memory.release(mark);
  return step;
}
