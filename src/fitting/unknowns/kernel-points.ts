import { armPositions, type JawArms, type JawedPoints } from '../../head/shape/jawed-points.ts';
import { pointPositions, type ShapePoints, type ShapeSpace } from '../../head/shape/shape-space.ts';
import { SHAPE_COLUMNS, type ShapeColumnsJob } from '../../kernels/jobs/points/shape-columns.ts';
import { indexCopy, type Kernels, type RealArray, realCopy } from '../../kernels/kernel.ts';

/** What shape columns move, in kernel memory. */
export interface KernelColumns {
  readonly count: number;
  /** Shape columns at the points [N, 3, stride], padded with zeros. */
  readonly basis: RealArray;
  /** Columns, padded to a multiple of 8. */
  readonly stride: number;
  /** Where they are on the template [N, 3]. */
  readonly rest: RealArray;
}

/** Jawed points in kernel memory, and their arms Y about the jaw's joint. */
export interface KernelPoints extends KernelColumns {
  readonly points: JawedPoints;
  readonly arms: KernelColumns & Pick<JawArms, 'start' | 'point' | 'carried'>;
}

/** Rows of one job: enough to be worth waking a thread. */
const ROWS = 2048;

/** @param joint the jaw's */
export function loadPoints(kernels: Kernels, { head }: ShapeSpace, joint: number, points: JawedPoints): KernelPoints {
  const { arms } = points;
  const { start, point, carried } = arms;
  const pivot = head.jointPositions.subarray(3 * joint, 3 * joint + 3);
  return {
    points,
    ...loadColumns(kernels, points, pointPositions(points, head.template)),
    arms: {
      ...loadColumns(kernels, arms, armPositions(arms, head.template, pivot)),
      start: indexCopy(kernels.memory, start),
      point,
      carried,
    },
  };
}

function loadColumns({ memory }: Kernels, points: ShapePoints, rest: Float64Array): KernelColumns {
  const stride = 8 * Math.ceil(points.columns / 8);
  const rows = 3 * points.count;
  const basis = memory.real(rows * stride);
  for (let r = 0; r < rows; r++)
    basis.set(points.basis.subarray(r * points.columns, (r + 1) * points.columns), r * stride);
  return { count: points.count, basis, stride, rest: realCopy(memory, rest) };
}

/**
 * Points moved by some of the shape columns: X + sum_k a_k B_(first + k).
 * @param source X [N, 3], in kernel memory
 * @returns [N, 3] in kernel memory
 */
export function movePoints(
  kernels: Kernels,
  { basis, stride, count }: KernelColumns,
  source: RealArray,
  { first, coefficients }: { readonly first: number; readonly coefficients: ArrayLike<number> },
): RealArray {
  const { memory } = kernels;
  const out = memory.room(3 * count);
  const job = { basis, stride, first, count: coefficients.length, source, out };
  const shared = realCopy(memory, coefficients);
  const jobs: ShapeColumnsJob[] = [];
  for (let start = 0; start < 3 * count; start += ROWS)
    jobs.push({ ...job, coefficients: shared, start, end: Math.min(3 * count, start + ROWS) });
  kernels.run(SHAPE_COLUMNS, jobs);
  return out;
}
