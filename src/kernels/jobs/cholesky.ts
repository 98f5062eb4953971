import { solveCholesky } from '../../geometry/cholesky.ts';
import { type Kernel, NO_SCRATCH } from '../kernel.ts';

/** Solves H x = b for a symmetric positive definite H by Cholesky factorisation, in double precision in either body. */
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
  plain: ({ hessian, rhs, solved }) => {
    solved[0] = solveCholesky(hessian, rhs) === null ? 0 : 1;
  },
};
