import { solveCholesky } from '../geometry/cholesky.ts';
import { MAX_RIG_COLUMNS } from '../geometry/rig.ts';

/**
 * Gauss-Newton normal equations over [rig (C) | shape (P) | deviations (D)]: H x = -g for residuals at
 * surface points. A residual at point i depends on the shape only through the point's position,
 * J_shape = h^T B_i with B_i [3, P], so that all views of a point meet in one 3 x 3 matrix before anything
 * of size P is touched. A view's expression deviation acts through the last E columns of B_i.
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

/** One scalar residual of a point in a view. */
export interface PointRow {
  /** Parameter of each rig entry, -1 for none [MAX_RIG_COLUMNS]. */
  readonly columns: Int32Array;
  /** Derivative in the rig entries. */
  readonly rig: Float64Array;
  /** Derivative in the point's head-space position [3]. */
  readonly position: Float64Array;
  /** Expression deviation of the view, -1 for none. */
  group: number;
  weight: number;
  residual: number;
}

export function createPointRow(): PointRow {
  return {
    columns: new Int32Array(MAX_RIG_COLUMNS),
    rig: new Float64Array(MAX_RIG_COLUMNS),
    position: new Float64Array(3),
    group: -1,
    weight: 0,
    residual: 0,
  };
}

/**
 * Adds the rows of one point.
 * @param basis [.., 3, P] the shape columns of all points, contiguous rows
 * @param point index into `basis`
 * @param rowCount rows of `rows` in use
 * @param mode `centred` takes residuals against their weighted mean over the rows, which is itself
 *   eliminated (variable projection: H -= q q^T/W, q = sum w J); residuals must come centred.
 */
export function addPoint(
  equations: NormalEquations,
  basis: Float64Array,
  point: number,
  rows: readonly PointRow[],
  rowCount: number,
  mode: 'plain' | 'centred',
): void {
  const { rigCount: C, shapeCount: P, hessian, gradient } = equations;
  const N = gradient.length;
  const m = new Float64Array(9);
  const rhs = [0, 0, 0];
  const qPosition = [0, 0, 0];
  const qRig = new Float64Array(C);
  const cross = new Float64Array(3 * C);
  const touched = new Uint8Array(C);
  let total = 0;
  for (let i = 0; i < rowCount; i++) {
    const { columns, rig, position: h, weight: w, residual } = rows[i];
    total += w;
    for (let a = 0; a < 3; a++) {
      rhs[a] += w * residual * h[a];
      qPosition[a] += w * h[a];
      for (let b = 0; b < 3; b++) m[3 * a + b] += w * h[a] * h[b];
    }
    for (let k = 0; k < MAX_RIG_COLUMNS; k++) {
      const row = columns[k];
      if (row < 0) continue;
      touched[row] = 1;
      const wa = w * rig[k];
      gradient[row] += wa * residual;
      qRig[row] += wa;
      for (let a = 0; a < 3; a++) cross[3 * row + a] += wa * h[a];
      for (let l = 0; l < MAX_RIG_COLUMNS; l++) {
        const column = columns[l];
        if (column >= 0 && column <= row) hessian[row * N + column] += wa * rig[l];
      }
    }
  }
  if (mode === 'centred' && total > 0) {
    for (let a = 0; a < 3; a++) for (let b = 0; b < 3; b++) m[3 * a + b] -= (qPosition[a] * qPosition[b]) / total;
    for (let row = 0; row < C; row++) {
      if (touched[row] === 0) continue;
      for (let a = 0; a < 3; a++) cross[3 * row + a] -= (qRig[row] * qPosition[a]) / total;
      for (let column = 0; column <= row; column++) hessian[row * N + column] -= (qRig[row] * qRig[column]) / total;
    }
  }
  const at = 3 * point * P;
  const bx = basis.subarray(at, at + P);
  const by = basis.subarray(at + P, at + 2 * P);
  const bz = basis.subarray(at + 2 * P, at + 3 * P);
  for (let row = 0; row < C; row++) {
    if (touched[row] === 0) continue;
    addCrossRow(hessian, row, C, N, cross[3 * row], cross[3 * row + 1], cross[3 * row + 2], bx, by, bz);
  }
  for (let k = 0; k < P; k++) {
    const x = bx[k];
    const y = by[k];
    const z = bz[k];
    gradient[C + k] += x * rhs[0] + y * rhs[1] + z * rhs[2];
    const yx = m[0] * x + m[1] * y + m[2] * z;
    const yy = m[3] * x + m[4] * y + m[5] * z;
    const yz = m[6] * x + m[7] * y + m[8] * z;
    const start = (C + k) * N + C;
    for (let j = 0; j <= k; j++) hessian[start + j] += yx * bx[j] + yy * by[j] + yz * bz[j];
  }
  if (equations.deviationCount === 0) return;
  const mean = mode === 'centred' && total > 0 ? { rig: qRig, position: qPosition, total } : null;
  addDeviations(equations, rows, rowCount, mean, bx, by, bz);
}

/** The deviations' rows of the lower triangle: their products with rig, shape and one another. */
function addDeviations(
  equations: NormalEquations,
  rows: readonly PointRow[],
  rowCount: number,
  mean: { readonly rig: Float64Array; readonly position: readonly number[]; readonly total: number } | null,
  bx: Float64Array,
  by: Float64Array,
  bz: Float64Array,
): void {
  const { rigCount: C, shapeCount: P, columnCount: E, hessian, gradient } = equations;
  const N = gradient.length;
  const first = P - E;
  const own = new Float64Array(E);
  const shape = new Float64Array(P);
  // q of each deviation: sum of w J over its rows.
  const sums = new Map<number, Float64Array>();
  for (let i = 0; i < rowCount; i++) {
    const { columns, rig, position: h, group, weight: w, residual } = rows[i];
    if (group < 0 || w === 0) continue;
    const at = C + P + group * E;
    const sum = sums.get(group) ?? new Float64Array(E);
    sums.set(group, sum);
    // Centred: J - q/W in place of J takes the mean's share off the products with rig and shape.
    const [x, y, z] = [0, 1, 2].map((k) => w * (h[k] - (mean === null ? 0 : mean.position[k] / mean.total)));
    for (let j = 0; j < P; j++) shape[j] = x * bx[j] + y * by[j] + z * bz[j];
    for (let k = 0; k < E; k++) {
      own[k] = h[0] * bx[first + k] + h[1] * by[first + k] + h[2] * bz[first + k];
      sum[k] += w * own[k];
    }
    for (let k = 0; k < E; k++) {
      const o = own[k];
      if (o === 0) continue;
      const row = (at + k) * N;
      gradient[at + k] += w * residual * o;
      for (let c = 0; c < MAX_RIG_COLUMNS; c++) if (columns[c] >= 0) hessian[row + columns[c]] += w * o * rig[c];
      if (mean !== null) for (let c = 0; c < C; c++) hessian[row + c] -= (w * o * mean.rig[c]) / mean.total;
      for (let j = 0; j < P; j++) hessian[row + C + j] += o * shape[j];
      for (let l = 0; l <= k; l++) hessian[row + at + l] += w * o * own[l];
    }
  }
  if (mean === null) return;
  for (const [group, sum] of sums)
    for (const [other, otherSum] of sums) {
      if (other > group) continue;
      for (let k = 0; k < E; k++) {
        const row = (C + P + group * E + k) * N + C + P + other * E;
        const end = other === group ? k + 1 : E;
        for (let l = 0; l < end; l++) hessian[row + l] -= (sum[k] * otherSum[l]) / mean.total;
      }
    }
}

/** H[C + k, row] += cross . B_k: the lower triangle's shape-by-rig block. */
function addCrossRow(
  hessian: Float64Array,
  row: number,
  C: number,
  N: number,
  cx: number,
  cy: number,
  cz: number,
  bx: Float64Array,
  by: Float64Array,
  bz: Float64Array,
): void {
  for (let k = 0, at = C * N + row; k < bx.length; k++, at += N) hessian[at] += cx * bx[k] + cy * by[k] + cz * bz[k];
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
export function solveStep(equations: NormalEquations, damping: number, frozen: Uint8Array): Float64Array | null {
  const n = equations.gradient.length;
  const hessian = equations.hessian.slice();
  const rhs = equations.gradient.map((g, i) => (frozen[i] ? 0 : -g));
  for (let i = 0; i < n; i++) {
    hessian[i * n + i] *= 1 + damping;
    if (hessian[i * n + i] === 0) hessian[i * n + i] = 1;
    if (!frozen[i]) continue;
    for (let j = 0; j < i; j++) hessian[i * n + j] = 0;
    for (let j = i + 1; j < n; j++) hessian[j * n + i] = 0;
    hessian[i * n + i] = 1;
  }
  return solveCholesky(hessian, rhs);
}
