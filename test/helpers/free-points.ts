import { createNormalEquations, type NormalEquations } from '../../src/fitting/solvers/normal-equations.ts';
import { assembleRows } from '../../src/fitting/terms/assemble-rows.ts';
import { createResidualRows, type ResidualRows } from '../../src/fitting/terms/residual-rows.ts';
import type { KernelPoints } from '../../src/fitting/unknowns/kernel-points.ts';
import { moveRig, type RigLayout } from '../../src/fitting/unknowns/rig.ts';
import type { ViewExpressions } from '../../src/fitting/unknowns/view-expressions.ts';
import type { Camera } from '../../src/geometry/camera.ts';
import type { ShapePoints } from '../../src/head/shape/shape-space.ts';
import { plainKernels } from '../../src/kernels/runtime/plain-kernels.ts';

/**
 * Points of which every coordinate is an unknown of its own, seen by cameras that a rig moves:
 * x = [rig | points [N, 3] | deviations [G, E]], where a group's deviation moves the last E coordinates.
 */
export interface FreePoints {
  readonly layout: RigLayout;
  readonly expressions: ViewExpressions;
  readonly cameras: readonly Camera[];
  /** [N, 3] */
  readonly points: Float64Array;
}

/** How many unknowns x has. */
export function unknownCount({ layout, expressions, points }: FreePoints): number {
  return layout.parameterCount + points.length + expressions.groupCount * expressions.columnCount;
}

/** Cameras, and the points as each view shows them [views][N, 3], after a step x. */
export function movedBy(
  { layout, expressions, cameras, points }: FreePoints,
  x: Float64Array,
): { cameras: Camera[]; seen: Float64Array[] } {
  const { columnCount, group } = expressions;
  const first = points.length - columnCount;
  const shapeStart = layout.parameterCount;
  const seen = Array.from(group, (g) =>
    points.map((p, i) => {
      const deviation = g >= 0 && i >= first ? x[shapeStart + points.length + g * columnCount + i - first] : 0;
      return p + x[shapeStart + i] + deviation;
    }),
  );
  return { cameras: moveRig(layout, cameras, x.subarray(0, layout.parameterCount)), seen };
}

/** The normal equations of what `write` puts into rows at x = 0, and what it returns. */
export function equationsOf(
  free: FreePoints,
  rowsPerView: number,
  write: (cameras: readonly Camera[], seen: readonly Float64Array[], rows: ResidualRows) => number,
): { equations: NormalEquations; loss: number } {
  const { layout, expressions, points } = free;
  const kernels = plainKernels();
  const equations = createNormalEquations(
    layout.parameterCount,
    points.length,
    expressions.groupCount,
    expressions.columnCount,
  );
  const rows = createResidualRows(kernels.memory, points.length / 3, layout.viewCount, rowsPerView);
  const { cameras, seen } = movedBy(free, new Float64Array(unknownCount(free)));
  const loss = write(cameras, seen, rows);
  assembleRows(kernels, equations, layout, expressions, [{ points: identityBasis(points), rows }]);
  return { equations, loss };
}

function identityBasis(points: Float64Array): KernelPoints {
  const stride = 8 * Math.ceil(points.length / 8);
  const basis = new Float64Array(points.length * stride);
  for (let i = 0; i < points.length; i++) basis[i * stride + i] = 1;
  const count = points.length / 3;
  return { points: { count } as ShapePoints, count, basis, stride, rest: points };
}

/** Jacobian of a vector function at x = 0 by central differences [rows][unknowns]. */
export function numericJacobian(
  f: (x: Float64Array) => ArrayLike<number>,
  unknowns: number,
  step: number,
): Float64Array[] {
  const length = f(new Float64Array(unknowns)).length;
  const out = Array.from({ length }, () => new Float64Array(unknowns));
  for (let a = 0; a < unknowns; a++) {
    const x = new Float64Array(unknowns);
    x[a] = step;
    const up = Float64Array.from(f(x));
    x[a] = -step;
    const down = f(x);
    for (let r = 0; r < length; r++) out[r][a] = (up[r] - down[r]) / (2 * step);
  }
  return out;
}

/** The lower triangle of J^T W J, and zeros above. @param weights [rows] @returns [N, N] */
export function weightedSquare(jacobian: readonly Float64Array[], weights: ArrayLike<number>): Float64Array {
  const n = jacobian[0].length;
  const out = new Float64Array(n * n);
  jacobian.forEach((row, r) => {
    for (let a = 0; a < n; a++) for (let b = 0; b <= a; b++) out[a * n + b] += weights[r] * row[a] * row[b];
  });
  return out;
}
