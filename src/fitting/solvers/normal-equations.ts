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

/** A row over few unknowns: which, -1 for none, and its entries there. */
export interface SparseRow {
  readonly columns: ArrayLike<number>;
  readonly values: ArrayLike<number>;
}

/** Adds weight (row . x + residual)^2/2 for such a row. */
export function addSparseRow(
  { hessian, gradient }: NormalEquations,
  { columns, values }: SparseRow,
  residual: number,
  weight: number,
): void {
  const n = gradient.length;
  for (let i = 0; i < columns.length; i++) {
    const a = columns[i];
    if (a < 0) continue;
    const x = weight * values[i];
    gradient[a] += x * residual;
    for (let j = 0; j < columns.length; j++)
      if (columns[j] >= 0 && columns[j] <= a) hessian[a * n + columns[j]] += x * values[j];
  }
}

/** What a step may not do. */
export interface StepLimits {
  /** [N] 1: an unknown that keeps still */
  readonly frozen: Uint8Array;
  /** Least and most that each unknown may move [N]; null: as far as it likes. */
  readonly bounds: { readonly lower: Float64Array; readonly upper: Float64Array } | null;
}

/** What would leave its bounds is held there and the rest solved again, so many times. */
const BOUND_ROUNDS = 12;

/**
 * Solves (H + damping diag H) x = -g within limits.
 * Null where the matrix is not positive definite.
 */
export function solveStep(
  kernels: Kernels,
  equations: NormalEquations,
  damping: number,
  { frozen, bounds }: StepLimits,
): Float64Array | null {
  const held = frozen.slice();
  const step = new Float64Array(frozen.length);
  for (let round = 0; ; round++) {
    const solved = solveFree(kernels, equations, damping, { held, step });
    if (solved === null || bounds === null || round === BOUND_ROUNDS) return solved;
    let left = 0;
    for (let i = 0; i < held.length; i++) {
      if (held[i] === 1) continue;
      step[i] = Math.min(bounds.upper[i], Math.max(bounds.lower[i], solved[i]));
      if (step[i] === solved[i]) continue;
      held[i] = 1;
      left++;
    }
    if (left === 0) return step;
    for (let i = 0; i < held.length; i++) if (held[i] === 0) step[i] = 0;
  }
}

/** The free unknowns, what is held standing at its step: H_ff x_f = -g_f - H_fh x_h. */
function solveFree(
  kernels: Kernels,
  equations: NormalEquations,
  damping: number,
  { held, step }: { readonly held: Uint8Array; readonly step: Float64Array },
): Float64Array | null {
  const { memory } = kernels;
  const mark = memory.mark();
  const n = equations.gradient.length;
  const hessian = memory.double(n * n);
  hessian.set(equations.hessian);
  const rhs = memory.double(n);
  const solved = memory.double(1);
  for (let i = 0; i < n; i++) rhs[i] = held[i] ? step[i] : -equations.gradient[i];
  for (let i = 0; i < n; i++) {
    hessian[i * n + i] *= 1 + damping;
    if (hessian[i * n + i] === 0) hessian[i * n + i] = 1;
    if (!held[i]) continue;
    for (let j = 0; j < i; j++) {
      if (step[i] !== 0 && !held[j]) rhs[j] -= hessian[i * n + j] * step[i];
      hessian[i * n + j] = 0;
    }
    for (let j = i + 1; j < n; j++) {
      if (step[i] !== 0 && !held[j]) rhs[j] -= hessian[j * n + i] * step[i];
      hessian[j * n + i] = 0;
    }
    hessian[i * n + i] = 1;
  }
  kernels.run(CHOLESKY, [{ hessian, rhs, count: n, solved }]);
  const out = solved[0] === 1 ? Float64Array.from(rhs) : null;
  memory.release(mark);
  return out;
}
