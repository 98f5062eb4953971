import {
  JAW_ENTRIES,
  POINT_ROWS,
  POSE_ENTRIES,
  type PointRowsJob,
  RIG_ENTRIES,
} from '../../kernels/jobs/solve/point-rows.ts';
import type { KernelMemory, Kernels, RealArray } from '../../kernels/kernel.ts';
import type { NormalEquations } from '../solvers/normal-equations.ts';
import { jawStart, type ShownPoints, type UnknownLayout } from '../unknowns/head-state.ts';
import { jawOfView } from '../unknowns/jaw-pose.ts';
import type { KernelPoints } from '../unknowns/kernel-points.ts';
import { rigColumns } from '../unknowns/rig.ts';
import { jawRows } from './jaw-rows.ts';
import { centreSlopes, type ResidualRows, slopesAsTheyAre } from './residual-rows.ts';
import type { RowTerm } from './term.ts';

/** A term's rows and the points that they lie on, as views show them. */
export interface RowSet {
  readonly points: KernelPoints;
  /** Where the rows were written, of each view. */
  readonly shown: readonly ShownPoints[];
  readonly rows: ResidualRows;
  readonly mean: RowTerm['mean'];
}

/** Sums of one share of the points. */
interface Sums {
  readonly shapeShape: RealArray;
  readonly localShape: RealArray;
  readonly localLocal: RealArray;
  readonly gradient: Float64Array;
}

/**
 * Points are shared out in this many parts whatever the number of threads, and the parts added in their order, so that
 * the sums are the same on any.
 */
const PARTS = 4;
const MIN_POINTS = 16;

/**
 * Adds residual rows to normal equations. Each view has local columns [rig entries | jaw entries | its expression]; kernels
 * multiply them with one another and with the shape, and what they mean in the equations is looked up at the end.
 */
export function assembleRows(
  kernels: Kernels,
  equations: NormalEquations,
  layout: UnknownLayout,
  sets: readonly RowSet[],
): void {
  const { memory } = kernels;
  const mark = memory.mark();
  const { rig, shapeCount, expressions } = layout;
  const expressionCount = expressions.groupCount > 0 ? expressions.columnCount : 0;
  const local = 8 * Math.ceil((POSE_ENTRIES + expressionCount) / 8);
  const stride = sets[0].points.stride;
  const parts = Array.from({ length: PARTS }, () => createSums(memory, stride, rig.viewCount * local));
  for (const { points, shown, rows, mean } of sets) {
    const size = Math.max(MIN_POINTS, Math.ceil(rows.count / PARTS));
    const centred = mean === 'eliminated' ? centreSlopes(memory, rows) : slopesAsTheyAre(memory, rows);
    const turned = jawRows(memory, points, { rows, centred }, shown);
    const jobs: PointRowsJob[] = [];
    for (let start = 0; start < rows.count; start += size)
      jobs.push({
        basis: points.basis,
        armStart: points.arms.start,
        armBasis: points.arms.basis,
        ...rows,
        ...centred,
        ...turned,
        start,
        end: Math.min(rows.count, start + size),
        shapeCount: stride,
        expressionStart: shapeCount - expressions.columnCount,
        expressionCount,
        localCount: local,
        ...parts[jobs.length],
      });
    kernels.run(POINT_ROWS, jobs);
  }
  const columns = localColumns(layout, local, expressionCount);
  for (const sums of parts) addSums(equations, layout, columns, sums);
  memory.release(mark);
}

function createSums(memory: KernelMemory, stride: number, side: number): Sums {
  return {
    shapeShape: memory.real(stride * stride),
    localShape: memory.real(side * stride),
    localLocal: memory.real(side * side),
    gradient: memory.double(stride + side),
  };
}

/** The unknown that each local column of each view belongs to, -1 for none [V, L]. */
function localColumns(layout: UnknownLayout, local: number, expressionCount: number): Int32Array {
  const { rig, shapeCount, expressions } = layout;
  const out = new Int32Array(rig.viewCount * local).fill(-1);
  for (let v = 0; v < rig.viewCount; v++) {
    out.set(rigColumns(rig, v), v * local);
    const jaw = jawStart(layout) + JAW_ENTRIES * jawOfView(expressions, v);
    for (let k = 0; k < JAW_ENTRIES; k++) out[v * local + RIG_ENTRIES + k] = jaw + k;
    const group = expressions.group[v];
    if (group < 0) continue;
    const first = rig.parameterCount + shapeCount + group * expressionCount;
    for (let k = 0; k < expressionCount; k++) out[v * local + POSE_ENTRIES + k] = first + k;
  }
  return out;
}

/** Adds a part's blocks at their places in the lower triangle. */
function addSums(
  { hessian, gradient }: NormalEquations,
  { rig, shapeCount: P }: UnknownLayout,
  columns: Int32Array,
  sums: Sums,
): void {
  const C = rig.parameterCount;
  const N = gradient.length;
  const side = columns.length;
  const stride = sums.gradient.length - side;
  for (let j = 0; j < P; j++) {
    gradient[C + j] += sums.gradient[j];
    const row = (C + j) * N + C;
    for (let k = 0; k <= j; k++) hessian[row + k] += sums.shapeShape[j * stride + k];
  }
  for (let a = 0; a < side; a++) {
    const i = columns[a];
    if (i < 0) continue;
    gradient[i] += sums.gradient[stride + a];
    // Rig before shape before deviations and jaws.
    if (i < C) for (let j = 0; j < P; j++) hessian[(C + j) * N + i] += sums.localShape[a * stride + j];
    else for (let j = 0; j < P; j++) hessian[i * N + C + j] += sums.localShape[a * stride + j];
    for (let b = 0; b <= a; b++) {
      const k = columns[b];
      if (k < 0) continue;
      const x = sums.localLocal[a * side + b];
      // Two columns of one unknown meet twice on the diagonal.
      if (i === k) hessian[i * N + i] += a === b ? x : 2 * x;
      else hessian[Math.max(i, k) * N + Math.min(i, k)] += x;
    }
  }
}
