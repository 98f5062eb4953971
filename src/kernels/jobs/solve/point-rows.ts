import type { JobOf, Kernel, RealArray, Slots } from '../../kernel.ts';

/** Rig and jaw entries of a residual row. */
export const RIG_ENTRIES = 7;
export const JAW_ENTRIES = 5;
/** The view's expression columns follow them. */
export const POSE_ENTRIES = RIG_ENTRIES + JAW_ENTRIES;

/**
 * Blocks of Gauss-Newton normal equations of residual rows at surface points. Row r of point i in view v has weight w,
 * residual e, derivative h [3] in the point's position and g [3] in its arm, and local columns
 * l = [rig entries (7) | jaw entries (5) | B_E^T h + A_E^T g (E)]: what belongs to the view alone. With h', g' = h, g less
 * the rows' weighted means (0 subtracted where 1/sum w is given as 0) and s = B^T h' + A^T g':
 *   shape-shape += sum w s s^T,  local-shape_v += l w s^T
 *   local-local_vv += w l l^T;  local-local -= t t^T/sum w,  t_v = sum w l
 *   gradient += [sum w e (B^T h + A^T g) | sum w e l]
 * B [3, P] are the shape columns at the point, A those of its arm where it has one, B_E and A_E those of the expressions.
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
  /** Arms before each point [N + 1]: one or none of its own. */
  armStart: 'index',
  /** [M, 3, P] */
  armBasis: 'real',
  /** g and g' [M, R, 3] */
  armSlopes: 'real',
  armCentred: 'real',
  /** [M, R, 5] */
  jaws: 'real',
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
  /** L >= 12 + E, a multiple of 8 */
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
    BLOCK * (6 * P + viewCount * rowsPerView * (2 * L + P) + viewCount * L),
  plain: (job) => {
    for (let i = job.start; i < job.end; i++) addPoint(job, i);
  },
};

function addPoint(job: PointRowsJob, i: number): void {
  const { weights, residuals, viewCount, rowsPerView, shapeCount: P, localCount: L, armStart } = job;
  const R = viewCount * rowsPerView;
  const VL = viewCount * L;
  const arm = armStart[i] < armStart[i + 1] ? armStart[i] : null;
  const mean = new Float64Array(VL);
  const local = new Float64Array(L);
  const plain = new Float64Array(P);
  const shape = new Float64Array(P);
  for (let row = 0; row < R; row++) {
    const k = i * R + row;
    const w = weights[k];
    if (w === 0) continue;
    const first = Math.floor(row / rowsPerView) * L;
    const own = arm === null ? null : arm * R + row;
    plain.fill(0);
    shape.fill(0);
    addColumns(job.basis, 3 * i * P, job.slopes.subarray(3 * k, 3 * k + 3), plain);
    addColumns(job.basis, 3 * i * P, job.centred.subarray(3 * k, 3 * k + 3), shape);
    local.fill(0);
    for (let a = 0; a < RIG_ENTRIES; a++) local[a] = job.rigs[RIG_ENTRIES * k + a];
    if (arm !== null && own !== null) {
      addColumns(job.armBasis, 3 * arm * P, job.armSlopes.subarray(3 * own, 3 * own + 3), plain);
      addColumns(job.armBasis, 3 * arm * P, job.armCentred.subarray(3 * own, 3 * own + 3), shape);
      for (let a = 0; a < JAW_ENTRIES; a++) local[RIG_ENTRIES + a] = job.jaws[JAW_ENTRIES * own + a];
    }
    for (let a = 0; a < job.expressionCount; a++) local[POSE_ENTRIES + a] = plain[job.expressionStart + a];
    for (let j = 0; j < P; j++) {
      job.gradient[j] += w * residuals[k] * plain[j];
      for (let b = 0; b <= j; b++) job.shapeShape[j * P + b] += w * shape[j] * shape[b];
    }
    for (let a = 0; a < L; a++) {
      const l = local[a];
      if (l === 0) continue;
      mean[first + a] += w * l;
      job.gradient[P + first + a] += w * residuals[k] * l;
      const line = (first + a) * P;
      for (let j = 0; j < P; j++) job.localShape[line + j] += w * l * shape[j];
      for (let b = 0; b <= a; b++) job.localLocal[(first + a) * VL + first + b] += w * l * local[b];
    }
  }
  const inverse = job.inverseTotals[i];
  if (inverse === 0) return;
  for (let a = 0; a < VL; a++) {
    if (mean[a] === 0) continue;
    const share = mean[a] * inverse;
    for (let b = 0; b <= a; b++) job.localLocal[a * VL + b] -= share * mean[b];
  }
}

/** out += B^T h. @param at where B [3, P] begins */
function addColumns(basis: RealArray, at: number, h: RealArray, out: Float64Array): void {
  const P = out.length;
  for (let k = 0; k < 3; k++) for (let j = 0; j < P; j++) out[j] += h[k] * basis[at + k * P + j];
}
