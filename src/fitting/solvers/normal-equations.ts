import { CHOLESKY } from '../../kernels/jobs/solve/cholesky.ts';
import type { Kernels } from '../../kernels/kernel.ts';

/**
 * Gauss-Newton normal equations over [rig (C) | shape (P) | deviations (D)]: H x = -g for residuals at
 * surface points ({@link assembleRows}).
 */
export interface NormalEquations {
  readonly rigCount: number;
  readonly shapeCount: number;
  readonly deviationCount: number;
  /** Expression columns E of a deviation. */
  readonly columnCount: number;
  /** [N, N] row-major, lower triangle, N = C + P + D. */
  readonly hessian: Float64Array;
  /** [N] */
  readonly gradient: Float64Array;
}

/** @param groupCount expression deviations of `columnCount` parameters each */
export function createNormalEquations(
  rigCount: number,
  shapeCount: number,
  groupCount = 0,
  columnCount = 0,
): NormalEquations {
  const deviationCount = groupCount * columnCount;
  const n = rigCount + shapeCount + deviationCount;
  return {
    rigCount,
    shapeCount,
    deviationCount,
    columnCount,
    hessian: new Float64Array(n * n),
    gradient: new Float64Array(n),
  };
}

/** Adds (x - mean)^2/(2 sigma^2) on one parameter, given its present value. */
export function addPrior(equations: NormalEquations, parameter: number, offset: number, sigma: number): void {
  const n = equations.gradient.length;
  equations.hessian[parameter * n + parameter] += 1 / sigma ** 2;
  equations.gradient[parameter] += offset / sigma ** 2;
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
