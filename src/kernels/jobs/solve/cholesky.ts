import { solveCholesky } from '../../../geometry/cholesky.ts';
import { type JobOf, type Kernel, NO_SCRATCH, type Slots } from '../../kernel.ts';

/** Solves H x = b for a symmetric positive definite H by Cholesky factorisation, in double precision in either body. */
export type CholeskyJob = JobOf<typeof CHOLESKY_SLOTS>;

const CHOLESKY_SLOTS = {
  /** [N, N] row-major, lower triangle read; destroyed. */
  hessian: 'double',
  /** b [N]; becomes x. */
  rhs: 'double',
  count: 'count',
  /** [1] out: 1 where H is positive definite, else 0. */
  solved: 'double',
} as const satisfies Slots;

export const CHOLESKY: Kernel<CholeskyJob> = {
  name: 'solveCholesky',
  slots: CHOLESKY_SLOTS,
  scratch: NO_SCRATCH,
  plain: ({ hessian, rhs, solved }) => {
    solved[0] = solveCholesky(hessian, rhs) === null ? 0 : 1;
  },
};
