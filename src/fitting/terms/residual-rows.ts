import type { Camera } from '../../geometry/camera.ts';
import { RIG_ENTRIES } from '../../kernels/jobs/solve/point-rows.ts';
import type { KernelMemory, RealArray } from '../../kernels/kernel.ts';
import { MAX_RIG_COLUMNS, type RigLayout, rigColumns, rigJacobian } from '../unknowns/rig.ts';

/**
 * Scalar residuals at surface points, R rows a point, `rowsPerView` of them for each view, in kernel memory.
 * A row of weight 0 does not count.
 */
export interface ResidualRows {
  readonly count: number;
  readonly viewCount: number;
  readonly rowsPerView: number;
  /** [N, R] */
  readonly weights: RealArray;
  readonly residuals: RealArray;
  /** Derivative in the point's head-space position [N, R, 3]. */
  readonly slopes: RealArray;
  /** Derivative in the view's rig entries [N, R, 7]. */
  readonly rigs: RealArray;
}

export function createResidualRows(
  memory: KernelMemory,
  count: number,
  viewCount: number,
  rowsPerView: number,
): ResidualRows {
  const rows = count * viewCount * rowsPerView;
  return {
    count,
    viewCount,
    rowsPerView,
    weights: memory.real(rows),
    residuals: memory.real(rows),
    slopes: memory.real(3 * rows),
    rigs: memory.real(RIG_ENTRIES * rows),
  };
}

/** Writes the derivatives of a value with gradient (gx, gy) in pixels, in point `i` of `points` [N, 3] and in the rig. */
export type WriteSlope = (row: number, camera: Camera, points: RealArray, i: number, gx: number, gy: number) => void;

export function slopeWriter(layout: RigLayout, rows: ResidualRows): WriteSlope {
  const u = new Float64Array(3);
  const h = new Float64Array(3);
  return (row, camera, points, i, gx, gy) => {
    const { rotation: m, translation: t, fx, fy } = camera;
    const X = points[3 * i];
    const Y = points[3 * i + 1];
    const Z = points[3 * i + 2];
    const x = m[0] * X + m[1] * Y + m[2] * Z + t[0];
    const y = m[3] * X + m[4] * Y + m[5] * Z + t[1];
    const z = m[6] * X + m[7] * Y + m[8] * Z + t[2];
    const focal = (gx * fx * x + gy * fy * y) / z;
    u[0] = (fx * gx) / z;
    u[1] = (fy * gy) / z;
    u[2] = -focal / z;
    for (let k = 0; k < 3; k++) h[k] = m[k] * u[0] + m[3 + k] * u[1] + m[6 + k] * u[2];
    for (let k = 0; k < 3; k++) rows.slopes[3 * row + k] = h[k];
    rigJacobian(layout, camera, X, Y, Z, u, h, focal, rows.rigs, MAX_RIG_COLUMNS * row);
  };
}

/** The gradient of what rows cost: on the points as each view shows them, and on the rig. */
export interface RowGradient {
  /** [views][N, 3] */
  readonly points: readonly RealArray[];
  /** [rig parameters] */
  readonly rig: Float64Array;
}

/** g = J^T W r of the rows. @param out accumulated into */
export function addRowGradient(layout: RigLayout, rows: ResidualRows, out: RowGradient): void {
  const { count, viewCount, rowsPerView, weights, residuals, slopes, rigs } = rows;
  for (let v = 0; v < viewCount; v++) {
    const columns = rigColumns(layout, v);
    const points = out.points[v];
    for (let i = 0; i < count; i++) {
      const first = (i * viewCount + v) * rowsPerView;
      for (let row = first; row < first + rowsPerView; row++) {
        if (weights[row] === 0) continue;
        const pull = weights[row] * residuals[row];
        for (let k = 0; k < 3; k++) points[3 * i + k] += pull * slopes[3 * row + k];
        for (let k = 0; k < RIG_ENTRIES; k++)
          if (columns[k] >= 0) out.rig[columns[k]] += pull * rigs[RIG_ENTRIES * row + k];
      }
    }
  }
}

/** Slopes less their weighted mean over a point's rows, for normal equations in which that mean is eliminated. */
export interface CentredSlopes {
  /** h' [N, R, 3] */
  readonly centred: RealArray;
  /** 1/sum w [N]; 0 where the mean stays */
  readonly inverseTotals: RealArray;
}

/** Leaves the rows' means in place: residuals against something fixed. */
export function slopesAsTheyAre(memory: KernelMemory, rows: ResidualRows): CentredSlopes {
  return { centred: rows.slopes, inverseTotals: memory.real(rows.count) };
}

/** Eliminates each point's weighted mean (variable projection: H -= q q^T/W, q = sum w J). */
export function centreSlopes(memory: KernelMemory, rows: ResidualRows): CentredSlopes {
  const { count, viewCount, rowsPerView, weights, slopes } = rows;
  const R = viewCount * rowsPerView;
  const centred = memory.room(slopes.length);
  const inverseTotals = memory.room(count);
  for (let i = 0; i < count; i++) {
    let total = 0;
    let x = 0;
    let y = 0;
    let z = 0;
    for (let k = i * R; k < (i + 1) * R; k++) {
      const w = weights[k];
      if (w === 0) continue;
      total += w;
      x += w * slopes[3 * k];
      y += w * slopes[3 * k + 1];
      z += w * slopes[3 * k + 2];
    }
    const inverse = total > 0 ? 1 / total : 0;
    inverseTotals[i] = inverse;
    for (let k = i * R; k < (i + 1) * R; k++) {
      centred[3 * k] = slopes[3 * k] - x * inverse;
      centred[3 * k + 1] = slopes[3 * k + 1] - y * inverse;
      centred[3 * k + 2] = slopes[3 * k + 2] - z * inverse;
    }
  }
  return { centred, inverseTotals };
}
