import { addSparseRow, type NormalEquations } from '../solvers/normal-equations.ts';
import { CAUCHY } from '../solvers/robust-kernel.ts';
import { MAX_RIG_COLUMNS } from '../unknowns/rig.ts';
import type { OutlineRows } from './outline-rows.ts';
import type { SkinModes } from './skin-modes.ts';

/** What a distance of the model's outline from the photographs' costs. */
export interface OutlineCost {
  /** Residuals beyond it hardly pull, mm. */
  readonly scaleMm: number;
  /** What all pairs together count as, at 1 mm each. */
  readonly points: number;
}

/** What an outline may move. */
export interface OutlineUnknowns {
  /** Their coefficients come first. */
  readonly modes: SkinModes;
  /** Where each view's camera comes: the columns of its turn, shift and log f, -1 for none. */
  readonly cameras: readonly Int32Array[];
}

/**
 * The outline in the coefficients of modes and in cameras, robust:
 *   L = (points/N) sum_i w_i s^2 rho(r_i^2/s^2)/2 mm^-2,  dr_i/da_k = sum_c b_ic (dr_i/dx . m_k(v_ic))
 * over rows i of N pairs: of a skull that lies inside its hair but for a few places, these count as few.
 * @param equations added to
 * @returns the loss
 */
export function addOutlineEquations(
  rows: OutlineRows,
  { modes, cameras }: OutlineUnknowns,
  { scaleMm, points }: OutlineCost,
  equations: NormalEquations,
): number {
  const { hessian, gradient } = equations;
  const n = modes.count;
  const stride = gradient.length;
  const row = new Float64Array(n);
  const share = points / Math.max(1, rows.pairCount);
  let loss = 0;
  for (let i = 0; i < rows.count; i++) {
    const residual = rows.residuals[i];
    const factor = share * rows.weights[i];
    const square = (residual / scaleMm) ** 2;
    loss += (factor * scaleMm ** 2 * CAUCHY.cost(square)) / 2;
    outlineRow(rows, modes, i, row);
    const weight = factor * CAUCHY.weight(square);
    for (let a = 0; a < n; a++) {
      const x = weight * row[a];
      gradient[a] += x * residual;
      for (let b = 0; b <= a; b++) hessian[a * stride + b] += x * row[b];
    }
    const columns = cameras[rows.views[i]];
    const values = rows.cameraSlopes.subarray(MAX_RIG_COLUMNS * i, MAX_RIG_COLUMNS * (i + 1));
    addSparseRow(equations, { columns, values }, residual, weight);
    for (let k = 0; k < MAX_RIG_COLUMNS; k++) {
      if (columns[k] < 0) continue;
      const x = weight * values[k];
      for (let b = 0; b < n; b++) hessian[columns[k] * stride + b] += x * row[b];
    }
  }
  return loss;
}

/** dr_i/da [count]. @param out written */
export function outlineRow(rows: OutlineRows, { count, rows: basis }: SkinModes, i: number, out: Float64Array): void {
  out.fill(0);
  for (let end = 0; end < 2; end++) {
    const share = end === 0 ? 1 - rows.share[i] : rows.share[i];
    for (let axis = 0; axis < 3; axis++) {
      const slope = share * rows.slopes[3 * i + axis];
      const start = (3 * rows.edges[2 * i + end] + axis) * count;
      for (let k = 0; k < count; k++) out[k] += slope * basis[start + k];
    }
  }
}
