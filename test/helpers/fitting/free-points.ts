import { createNormalEquations, type NormalEquations } from '../../../src/fitting/solvers/normal-equations.ts';
import { assembleRows } from '../../../src/fitting/terms/assemble-rows.ts';
import { addRowGradient, createResidualRows } from '../../../src/fitting/terms/residual-rows.ts';
import { evaluateTerm, type RowTerm, type SeenPoints } from '../../../src/fitting/terms/term.ts';
import {
  jawStart,
  type ShownPoints,
  type UnknownLayout,
  unknownCount,
} from '../../../src/fitting/unknowns/head-state.ts';
import { jawTurn, turnPoints, turnPointsBackward } from '../../../src/fitting/unknowns/jaw-turn.ts';
import type { KernelPoints } from '../../../src/fitting/unknowns/kernel-points.ts';
import { moveRig, type RigLayout } from '../../../src/fitting/unknowns/rig.ts';
import type { ViewExpressions } from '../../../src/fitting/unknowns/view-expressions.ts';
import type { Camera } from '../../../src/geometry/camera.ts';
import type { JawArms, JawedPoints } from '../../../src/head/shape/jawed-points.ts';
import type { RealArray } from '../../../src/kernels/kernel.ts';
import { plainKernels } from '../../../src/kernels/runtime/plain-kernels.ts';
import { expectClose } from '../close.ts';
import { checkGradient, normals } from '../gradient-check.ts';

/**
 * Points of which every coordinate is an unknown of its own, seen by cameras that a rig moves:
 * x = [rig | points [N, 3] | deviations [G, E] | jaws [max(1, G), 5]], where a group's deviation moves the last E
 * coordinates. Three in four points hang on a jaw that stands open, and are where they are given with it.
 */
export interface FreePoints extends UnknownLayout {
  readonly cameras: readonly Camera[];
  /** [N, 3] */
  readonly points: Float64Array;
  readonly arms: FreeArms;
}

/** Arms of points: Y = rest + beta dX. */
interface FreeArms extends Pick<JawArms, 'start' | 'point' | 'carried'> {
  readonly rest: Float64Array;
}

export function freePoints(
  rig: RigLayout,
  expressions: ViewExpressions,
  cameras: readonly Camera[],
  points: Float64Array,
): FreePoints {
  return { rig, expressions, cameras, points, arms: armsOf(points, (i) => i % 4 !== 0), shapeCount: points.length };
}

/** The step that moves nothing. */
export function originOf(free: FreePoints): Float64Array {
  return new Float64Array(unknownCount(free));
}

/** Where all jaws stand at x = 0. */
const POSE = [0.3, -0.1, 0.05, 1, -2];

function armsOf(points: Float64Array, hangs: (i: number) => boolean): FreeArms {
  const point = Uint32Array.from(Array.from({ length: points.length / 3 }, (_, i) => i).filter(hangs));
  const start = Uint32Array.from({ length: points.length / 3 + 1 }, (_, i) => point.filter((p) => p < i).length);
  const carried = Float64Array.from(point, (_, m) => 0.3 + 0.1 * (m % 7));
  return { start, point, carried, rest: normals(3 * point.length, 77, 15) };
}

/** The same points, of which none hangs on a jaw. */
export function withoutJaw(free: FreePoints): FreePoints {
  return { ...free, arms: armsOf(free.points, () => false) };
}

/** Points and what jaws turned, as each view shows them after a step x. */
export function shownAt({ expressions, points, arms, ...layout }: FreePoints, x: Float64Array): ShownPoints[] {
  const { columnCount, group } = expressions;
  const first = points.length - columnCount;
  const shapeStart = layout.rig.parameterCount;
  const home = new Float64Array(points.length);
  turnPoints(jawTurn(POSE), arms, arms.rest, home);
  const jaws = jawStart({ ...layout, expressions });
  return Array.from(group, (g) => {
    const step = points.map((_, i) => {
      const deviation = g >= 0 && i >= first ? x[shapeStart + points.length + g * columnCount + i - first] : 0;
      return x[shapeStart + i] + deviation;
    });
    const levers = arms.rest.map(
      (y, i) => y + arms.carried[Math.floor(i / 3)] * step[3 * arms.point[Math.floor(i / 3)] + (i % 3)],
    );
    const jaw = jawTurn(POSE.map((r, k) => r + x[jaws + POSE.length * Math.max(0, g) + k]));
    const shown = points.map((p, i) => p - home[i] + step[i]);
    turnPoints(jaw, arms, levers, shown);
    return { points: shown, levers, jaw };
  });
}

/** Cameras, and the points as each view shows them [views][N, 3], after a step x. */
export function seenAt(free: FreePoints, x: Float64Array): SeenPoints {
  const { rig, cameras } = free;
  const points = shownAt(free, x).map((shown) => shown.points);
  return { rig, cameras: moveRig(rig, cameras, x.subarray(0, rig.parameterCount)), points, skin: null };
}

/** Gradients on points [views][N, 3] and the rig at x = 0 as one on all unknowns. */
export function onUnknowns(
  free: FreePoints,
  gradient: { readonly points: readonly RealArray[]; readonly rig: Float64Array },
): Float64Array {
  const { rig, expressions, points, arms } = free;
  const { columnCount, group, groupCount } = expressions;
  const first = points.length - columnCount;
  const shape = new Float64Array(points.length);
  const deviations = new Float64Array(groupCount * columnCount);
  const jaws = new Float64Array(POSE.length * Math.max(1, groupCount));
  shownAt(free, originOf(free)).forEach(({ jaw, levers }, v) => {
    const onLevers = new Float64Array(levers.length);
    const pose = jaws.subarray(POSE.length * Math.max(0, group[v]), POSE.length * (1 + Math.max(0, group[v])));
    turnPointsBackward(jaw, { arms, levers, gradPoints: gradient.points[v] }, onLevers, pose);
    const own = Float64Array.from(gradient.points[v]);
    onLevers.forEach((g, i) => {
      own[3 * arms.point[Math.floor(i / 3)] + (i % 3)] += arms.carried[Math.floor(i / 3)] * g;
    });
    own.forEach((g, i) => {
      shape[i] += g;
      if (group[v] >= 0 && i >= first) deviations[group[v] * columnCount + i - first] += g;
    });
  });
  return Float64Array.of(...gradient.rig.subarray(0, rig.parameterCount), ...shape, ...deviations, ...jaws);
}

/** What follows from a term's rows at x = 0. */
export interface FromRows {
  readonly loss: number;
  readonly equations: NormalEquations;
  /** By `addRowGradient`, without normal equations. */
  readonly gradient: Float64Array;
}

/** @param termAt the term at points, whose rows may depend on where they are */
export function fromRows(free: FreePoints, termAt: (seen: SeenPoints) => RowTerm): FromRows {
  const { rig, points } = free;
  const kernels = plainKernels();
  const seen = seenAt(free, originOf(free));
  const term = termAt(seen);
  const rows = createResidualRows(kernels.memory, points.length / 3, rig.viewCount, term.rowsPerView);
  // What rows held before must not matter.
  rows.weights.fill(7);
  const loss = evaluateTerm(term, seen, rows);
  const equations = createNormalEquations(unknownCount(free));
  const shown = shownAt(free, originOf(free));
  assembleRows(kernels, equations, free, [{ points: identityBasis(free), shown, rows, mean: term.mean }]);
  const out = { points: seen.points.map((p) => new Float64Array(p.length)), rig: new Float64Array(rig.parameterCount) };
  addRowGradient(rig, rows, out);
  return { loss, equations, gradient: onUnknowns(free, out) };
}

/**
 * Fails unless a term's loss and both gradients that follow from its rows are those of a loss that is written out.
 * @param lossAt the independent reference
 */
export function expectRowsOf(
  free: FreePoints,
  termAt: (seen: SeenPoints) => RowTerm,
  lossAt: (seen: SeenPoints) => number,
  tolerance: { readonly rtol: number; readonly atol: number; readonly step?: number },
): void {
  const { loss, equations, gradient } = fromRows(free, termAt);
  const origin = originOf(free);
  expectClose([loss], [lossAt(seenAt(free, origin))], { rtol: 1e-12 });
  checkGradient(
    (x) => lossAt(seenAt(free, x)),
    () => gradient,
    origin,
    tolerance,
  );
  const size = gradient.reduce((largest, g) => Math.max(largest, Math.abs(g)), 0);
  expectClose(equations.gradient, gradient, { rtol: 1e-9, atol: 1e-11 * size });
}

/** Every coordinate of every point is a parameter, [N, 3, stride]. */
export function identityBasis({ points, arms }: Pick<FreePoints, 'points' | 'arms'>): KernelPoints {
  const stride = 8 * Math.ceil(points.length / 8);
  const basis = new Float64Array(points.length * stride);
  for (let i = 0; i < points.length; i++) basis[i * stride + i] = 1;
  const count = points.length / 3;
  const armBasis = new Float64Array(arms.rest.length * stride);
  for (let i = 0; i < arms.rest.length; i++)
    armBasis[i * stride + 3 * arms.point[Math.floor(i / 3)] + (i % 3)] = arms.carried[Math.floor(i / 3)];
  return {
    points: { count } as JawedPoints,
    count,
    basis,
    stride,
    rest: points,
    arms: { ...arms, count: arms.point.length, basis: armBasis, stride },
  };
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
