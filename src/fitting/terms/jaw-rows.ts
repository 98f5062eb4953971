import { JAW_ENTRIES } from '../../kernels/jobs/solve/point-rows.ts';
import type { KernelMemory, RealArray } from '../../kernels/kernel.ts';
import type { ShownPoints } from '../unknowns/head-state.ts';
import type { KernelPoints } from '../unknowns/kernel-points.ts';
import type { CentredSlopes, ResidualRows } from './residual-rows.ts';

/**
 * How rows change with what the jaw turns, X' = X + (R - I) Y + beta t, in kernel memory. Of the M points with an arm,
 * R rows each.
 */
export interface JawRows {
  /** Derivative in Y: g = (R - I)^T h [M, R, 3], and less its weighted mean where the rows' means are eliminated. */
  readonly armSlopes: RealArray;
  readonly armCentred: RealArray;
  /** Derivative in the view's pose [M, R, 5]: h . dR/dr_k Y, beta h_x, beta h_z. */
  readonly jaws: RealArray;
}

/** @param shown the points that the rows were written at, of each view */
export function jawRows(
  memory: KernelMemory,
  { arms }: KernelPoints,
  { rows, centred }: { readonly rows: ResidualRows; readonly centred: CentredSlopes },
  shown: readonly ShownPoints[],
): JawRows {
  const { viewCount, rowsPerView, weights, slopes } = rows;
  const R = viewCount * rowsPerView;
  const armSlopes = memory.real(3 * arms.count * R);
  const jaws = memory.real(JAW_ENTRIES * arms.count * R);
  for (let m = 0; m < arms.count; m++)
    for (let r = 0; r < R; r++) {
      const row = arms.point[m] * R + r;
      if (weights[row] === 0) continue;
      const { jaw, levers } = shown[Math.floor(r / rowsPerView)];
      const hx = slopes[3 * row];
      const hy = slopes[3 * row + 1];
      const hz = slopes[3 * row + 2];
      const x = levers[3 * m];
      const y = levers[3 * m + 1];
      const z = levers[3 * m + 2];
      const { turn } = jaw;
      for (let k = 0; k < 3; k++) armSlopes[3 * (m * R + r) + k] = turn[k] * hx + turn[3 + k] * hy + turn[6 + k] * hz;
      const at = JAW_ENTRIES * (m * R + r);
      for (let k = 0; k < 3; k++) {
        const d = jaw.rates[k];
        jaws[at + k] =
          hx * (d[0] * x + d[1] * y + d[2] * z) +
          hy * (d[3] * x + d[4] * y + d[5] * z) +
          hz * (d[6] * x + d[7] * y + d[8] * z);
      }
      jaws[at + 3] = arms.carried[m] * hx;
      jaws[at + 4] = arms.carried[m] * hz;
    }
  return { armSlopes, armCentred: centreArms(memory, arms, { rows, centred }, armSlopes), jaws };
}

function centreArms(
  memory: KernelMemory,
  { count, point }: KernelPoints['arms'],
  { rows, centred }: { readonly rows: ResidualRows; readonly centred: CentredSlopes },
  armSlopes: RealArray,
): RealArray {
  const R = rows.viewCount * rows.rowsPerView;
  if (centred.centred === rows.slopes) return armSlopes;
  const out = memory.room(armSlopes.length);
  for (let m = 0; m < count; m++) {
    const inverse = centred.inverseTotals[point[m]];
    for (let k = 0; k < 3; k++) {
      let mean = 0;
      for (let r = 0; r < R; r++) mean += inverse * rows.weights[point[m] * R + r] * armSlopes[3 * (m * R + r) + k];
      for (let r = 0; r < R; r++) out[3 * (m * R + r) + k] = armSlopes[3 * (m * R + r) + k] - mean;
    }
  }
  return out;
}
