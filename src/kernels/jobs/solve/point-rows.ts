import type { JobOf, Kernel, RealArray, Slots } from '../../kernel.ts';

/** Rig entries of a residual row. */
export const RIG_ENTRIES = 7;

/**
 * Blocks of Gauss-Newton normal equations of residual rows at surface points. Row r of point i in view v has weight w,
 * residual e, derivative h [3] in the point's position, and local columns l = [rig entries (7) | B_E^T h (E)]: what
 * belongs to the view alone. With h' = h less the rows' weighted mean (0 subtracted where 1/sum w is given as 0):
 *   shape-shape += B^T (sum w h' h'^T) B,  local-shape_v += l (w h'^T B)
 *   local-local_vv += w l l^T;  local-local -= t t^T/sum w,  t_v = sum w l
 *   gradient += [B^T sum w e h | sum w e l]
 * B [3, P] are the shape columns at the point, B_E those of the expressions.
 */
export type PointRowsJob = JobOf<typeof POINT_ROWS_SLOTS>;

const POINT_ROWS_SLOTS = {
  /** [N, 3, P], P a multiple of 8 (zeros pad) */
  basis: 'real',
  /** [N, R], 0: no row */
  weights: 'real',
  residuals: 'real',
  /** h and h' [N, R, 3] */
  slopes: 'real',
  centred: 'real',
  /** [N, R, 7] */
  rigs: 'real',
  start: 'count',
  end: 'count',
  viewCount: 'count',
  /** R / views */
  rowsPerView: 'count',
  /** P */
  shapeCount: 'count',
  /** Column of B where the expressions begin. */
  expressionStart: 'count',
  /** E, 0 where views have no expressions of their own. */
  expressionCount: 'count',
  /** L >= 7 + E, a multiple of 8 */
  localCount: 'count',
  /** [P, P] accumulated into, lower triangle */
  shapeShape: 'real',
  /** [V L, P] accumulated into */
  localShape: 'real',
  /** [V L, V L] accumulated into, lower triangle */
  localLocal: 'real',
  /** [P + V L] accumulated into */
  gradient: 'double',
  /** 1/sum w of each point [N], 0 where its mean stays. */
  inverseTotals: 'real',
} as const satisfies Slots;

/** Points that the WebAssembly body gathers before it multiplies. */
const BLOCK = 48;

export const POINT_ROWS: Kernel<PointRowsJob> = {
  name: 'addPointRows',
  slots: POINT_ROWS_SLOTS,
  scratch: ({ viewCount, rowsPerView, shapeCount: P, localCount: L }) =>
    BLOCK * (3 * P + viewCount * rowsPerView * (2 * L + P) + viewCount * L),
  plain: (job) => {
    for (let i = job.start; i < job.end; i++) addPoint(job, i);
  },
};

function addPoint(job: PointRowsJob, i: number): void {
  const { basis, weights, residuals, slopes, centred, viewCount, rowsPerView, shapeCount: P, localCount: L } = job;
  const R = viewCount * rowsPerView;
  const VL = viewCount * L;
  const at = 3 * i * P;
  const bx = basis.subarray(at, at + P);
  const by = basis.subarray(at + P, at + 2 * P);
  const bz = basis.subarray(at + 2 * P, at + 3 * P);
  const m = new Float64Array(9);
  const rhs = new Float64Array(3);
  const mean = new Float64Array(VL);
  const local = new Float64Array(L);
  const shape = new Float64Array(P);
  for (let row = 0; row < R; row++) {
    const k = i * R + row;
    const w = weights[k];
    if (w === 0) continue;
    const first = Math.floor(row / rowsPerView) * L;
    const h = slopes.subarray(3 * k, 3 * k + 3);
    const c = centred.subarray(3 * k, 3 * k + 3);
    localColumns(job, k, h, bx, by, bz, local);
    for (let a = 0; a < 3; a++) {
      rhs[a] += w * residuals[k] * h[a];
      for (let b = 0; b < 3; b++) m[3 * a + b] += w * c[a] * c[b];
    }
    for (let j = 0; j < P; j++) shape[j] = w * (c[0] * bx[j] + c[1] * by[j] + c[2] * bz[j]);
    for (let a = 0; a < L; a++) {
      const l = local[a];
      if (l === 0) continue;
      mean[first + a] += w * l;
      job.gradient[P + first + a] += w * residuals[k] * l;
      const line = (first + a) * P;
      for (let j = 0; j < P; j++) job.localShape[line + j] += l * shape[j];
      for (let b = 0; b <= a; b++) job.localLocal[(first + a) * VL + first + b] += w * l * local[b];
    }
  }
  for (let j = 0; j < P; j++) {
    job.gradient[j] += rhs[0] * bx[j] + rhs[1] * by[j] + rhs[2] * bz[j];
    const x = m[0] * bx[j] + m[1] * by[j] + m[2] * bz[j];
    const y = m[3] * bx[j] + m[4] * by[j] + m[5] * bz[j];
    const z = m[6] * bx[j] + m[7] * by[j] + m[8] * bz[j];
    for (let k = 0; k <= j; k++) job.shapeShape[j * P + k] += x * bx[k] + y * by[k] + z * bz[k];
  }
  const inverse = job.inverseTotals[i];
  if (inverse === 0) return;
  for (let a = 0; a < VL; a++) {
    if (mean[a] === 0) continue;
    const share = mean[a] * inverse;
    for (let b = 0; b <= a; b++) job.localLocal[a * VL + b] -= share * mean[b];
  }
}

function localColumns(
  { rigs, expressionStart, expressionCount }: PointRowsJob,
  row: number,
  h: RealArray,
  bx: RealArray,
  by: RealArray,
  bz: RealArray,
  dst: Float64Array,
): void {
  for (let k = 0; k < RIG_ENTRIES; k++) dst[k] = rigs[RIG_ENTRIES * row + k];
  for (let k = 0; k < expressionCount; k++) {
    const column = expressionStart + k;
    dst[RIG_ENTRIES + k] = h[0] * bx[column] + h[1] * by[column] + h[2] * bz[column];
  }
}
