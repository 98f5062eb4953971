import { type Kernel, NO_SCRATCH } from './kernel.ts';

/** Solves H x = b for a symmetric positive definite H by Cholesky factorisation. */
export interface CholeskyJob {
  /** [N, N] row-major, lower triangle read; destroyed. */
  readonly hessian: Float64Array;
  /** b [N]; becomes x. */
  readonly rhs: Float64Array;
  readonly count: number;
  /** [1] out: 1 where H is positive definite, else 0. */
  readonly solved: Float64Array;
}

export const CHOLESKY: Kernel<CholeskyJob> = {
  name: 'solveCholesky',
  slots: ['hessian', 'rhs', 'count', 'solved'],
  scratch: NO_SCRATCH,
  plain: ({ hessian, rhs, count, solved }) => {
    const factored = factor(hessian, count);
    solved[0] = factored ? 1 : 0;
    if (factored) substitute(hessian, rhs, count);
  },
};

function factor(hessian: Float64Array, n: number): boolean {
  for (let j = 0; j < n; j++) {
    const rowJ = j * n;
    let diagonal = hessian[rowJ + j];
    for (let k = 0; k < j; k++) diagonal -= hessian[rowJ + k] * hessian[rowJ + k];
    if (!(diagonal > 0)) return false;
    const root = Math.sqrt(diagonal);
    hessian[rowJ + j] = root;
    for (let i = j + 1; i < n; i++) {
      const rowI = i * n;
      let sum = hessian[rowI + j];
      for (let k = 0; k < j; k++) sum -= hessian[rowI + k] * hessian[rowJ + k];
      hessian[rowI + j] = sum / root;
    }
  }
  return true;
}

function substitute(factor: Float64Array, rhs: Float64Array, n: number): void {
  for (let i = 0; i < n; i++) {
    let sum = rhs[i];
    for (let k = 0; k < i; k++) sum -= factor[i * n + k] * rhs[k];
    rhs[i] = sum / factor[i * n + i];
  }
  for (let i = n - 1; i >= 0; i--) {
    let sum = rhs[i];
    for (let k = i + 1; k < n; k++) sum -= factor[k * n + i] * rhs[k];
    rhs[i] = sum / factor[i * n + i];
  }
}
