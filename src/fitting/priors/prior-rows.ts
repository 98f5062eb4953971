import type { NormalEquations } from '../solvers/normal-equations.ts';
import type { RobustKernel } from '../solvers/robust-kernel.ts';

/** One row of a prior: an unknown x that is expected at m, L = rho((x - m)^2/sigma^2)/2. */
export interface PriorRow {
  /** Index of the unknown. */
  readonly parameter: number;
  /** x - m */
  readonly offset: number;
  readonly sigma: number;
  readonly kernel: RobustKernel;
}

export function priorLoss(rows: readonly PriorRow[]): number {
  return rows.reduce((sum, { kernel, offset, sigma }) => sum + kernel.cost((offset / sigma) ** 2) / 2, 0);
}

/** dL/dx = rho' (x - m)/sigma^2. @param out [unknowns] accumulated into */
export function addPriorGradient(rows: readonly PriorRow[], out: Float64Array): void {
  for (const row of rows) out[row.parameter] += precision(row) * row.offset;
}

/** The rows' normal equations: H += rho'/sigma^2 on the diagonal (the Gaussian with the same gradient). */
export function addPriorEquations(rows: readonly PriorRow[], { hessian, gradient }: NormalEquations): void {
  const n = gradient.length;
  for (const row of rows) hessian[row.parameter * n + row.parameter] += precision(row);
  addPriorGradient(rows, gradient);
}

function precision({ kernel, offset, sigma }: PriorRow): number {
  return kernel.weight((offset / sigma) ** 2) / sigma ** 2;
}
