import type { Camera } from '../../geometry/camera.ts';
import { JAW_POSE } from '../../head/anatomy/jaw.ts';
import { expressionStart, type ShapeSpace } from '../../head/shape/shape-space.ts';
import { type Kernels, type RealArray, realCopy } from '../../kernels/kernel.ts';
import { jawCount, jawPose, leavesReach, withinReach } from './jaw-pose.ts';
import { type JawTurn, jawTurn, turnPoints } from './jaw-turn.ts';
import { type KernelPoints, movePoints } from './kernel-points.ts';
import { moveRig, type RigLayout } from './rig.ts';
import { groupSlice, jawRests, type ViewExpressions } from './view-expressions.ts';

/** How the unknowns of the morphable stages lie in a vector: [rig | shape | deviations | jaws]. */
export interface UnknownLayout {
  readonly rig: RigLayout;
  /** Shape columns; those of the expressions come last. */
  readonly shapeCount: number;
  readonly expressions: ViewExpressions;
}

export interface StateLayout extends UnknownLayout {
  readonly space: ShapeSpace;
}

export function stateLayout(space: ShapeSpace, rig: RigLayout, expressions: ViewExpressions): StateLayout {
  return { rig, space, shapeCount: space.count, expressions };
}

/** Groups of the unknowns, in their order. */
export const HEAD_UNKNOWNS = ['rig', 'shape', 'deviations', 'jaw'] as const;
export type HeadUnknown = (typeof HEAD_UNKNOWNS)[number];

/** The unknowns of the morphable stages: cameras in head space, shape coefficients, what views' expressions add, and jaws. */
export interface HeadState {
  readonly cameras: readonly Camera[];
  /** [count] of the shape space */
  readonly coefficients: Float64Array;
  /** [G, E] of the view expressions */
  readonly deviations: Float64Array;
  /** Pose of each group's jaw, or of the one that all views show [max(1, G), JAW_POSE]. */
  readonly jaws: Float64Array;
}

export function noDeviations(expressions: ViewExpressions): Float64Array {
  return new Float64Array(expressions.groupCount * expressions.columnCount);
}

/** How many unknowns there are. */
export function unknownCount({ rig, shapeCount, expressions }: UnknownLayout): number {
  return (
    rig.parameterCount +
    shapeCount +
    expressions.groupCount * expressions.columnCount +
    JAW_POSE * jawCount(expressions)
  );
}

/** First unknown of the jaws. */
export function jawStart(layout: UnknownLayout): number {
  return unknownCount(layout) - JAW_POSE * jawCount(layout.expressions);
}

/** Points of the head as a view shows them, in kernel memory. */
export interface ShownPoints {
  /** X' [N, 3] */
  readonly points: RealArray;
  /** What its jaw turned: Y [M, 3] of the points' arms. */
  readonly levers: RealArray;
  readonly jaw: JawTurn;
}

/** Points of the head as each view shows them [views], those of one group being the same. */
export function statePoints(
  kernels: Kernels,
  { expressions, space }: StateLayout,
  state: HeadState,
  points: KernelPoints,
): ShownPoints[] {
  const { arms } = points;
  const { coefficients } = state;
  const shared = movePoints(kernels, points, points.rest, { first: 0, coefficients });
  const levers = movePoints(kernels, arms, arms.rest, { first: 0, coefficients });
  const first = expressionStart(space);
  const show = (group: number): ShownPoints => {
    const deviation = { first, coefficients: groupSlice(state.deviations, expressions.columnCount, group) };
    const own = group < 0 ? realCopy(kernels.memory, shared) : movePoints(kernels, points, shared, deviation);
    const turned = group < 0 ? levers : movePoints(kernels, arms, levers, deviation);
    const jaw = jawTurn(jawPose(state.jaws, Math.max(0, group)));
    turnPoints(jaw, arms, turned, own);
    return { points: own, levers: turned, jaw };
  };
  const shown = new Map(Array.from(new Set(expressions.group), (group) => [group, show(group)] as const));
  return Array.from(expressions.group, (group) => shown.get(group) as ShownPoints);
}

/** Shared expression plus deviation number d. */
function totalExpression({ space, expressions }: StateLayout, state: HeadState, d: number): number {
  return (
    state.coefficients[space.count - expressions.columnCount + (d % expressions.columnCount)] + state.deviations[d]
  );
}

/** Where a group of unknowns lies: [start, end). */
function unknownRange(layout: UnknownLayout, group: HeadUnknown): [number, number] {
  const shape = layout.rig.parameterCount;
  const deviations = shape + layout.shapeCount;
  const jaws = jawStart(layout);
  const ranges = {
    rig: [0, shape],
    shape: [shape, deviations],
    deviations: [deviations, jaws],
    jaw: [jaws, unknownCount(layout)],
  } as const;
  return [...ranges[group]];
}

/**
 * Unknowns that keep still: those of groups that are not free, and coefficients at a bound whose gradient pushes outwards.
 * @param gradient [unknowns]
 */
export function frozenUnknowns(
  gradient: Float64Array,
  layout: StateLayout,
  state: HeadState,
  free: readonly HeadUnknown[],
): Uint8Array {
  const { rig, space } = layout;
  const frozen = new Uint8Array(gradient.length);
  const freeze = (parameter: number, value: number, k: number): void => {
    const outwards =
      (value <= space.lower[k] && gradient[parameter] > 0) || (value >= space.upper[k] && gradient[parameter] < 0);
    if (outwards) frozen[parameter] = 1;
  };
  state.coefficients.forEach((value, k) => {
    freeze(rig.parameterCount + k, value, k);
  });
  const { columnCount } = layout.expressions;
  for (let d = 0; d < state.deviations.length; d++)
    freeze(
      rig.parameterCount + space.count + d,
      totalExpression(layout, state, d),
      space.count - columnCount + (d % columnCount),
    );
  const jaws = jawStart(layout);
  state.jaws.forEach((value, i) => {
    if (jawRests(layout.expressions, i) || leavesReach(value, gradient[jaws + i], i)) frozen[jaws + i] = 1;
  });
  for (const group of HEAD_UNKNOWNS) if (!free.includes(group)) frozen.fill(1, ...unknownRange(layout, group));
  return frozen;
}

/** The state after a step, coefficients, each view's expression and jaws kept inside their bounds. */
export function moveState(layout: StateLayout, state: HeadState, step: Float64Array): HeadState {
  const { rig, space } = layout;
  const { columnCount } = layout.expressions;
  const coefficients = state.coefficients.map((a, k) =>
    Math.min(space.upper[k], Math.max(space.lower[k], a + step[rig.parameterCount + k])),
  );
  const deviations = state.deviations.map((a, d) => {
    const k = space.count - columnCount + (d % columnCount);
    const total = coefficients[k] + a + step[rig.parameterCount + space.count + d];
    return Math.min(space.upper[k], Math.max(space.lower[k], total)) - coefficients[k];
  });
  const jaws = withinReach(state.jaws.map((x, i) => x + step[jawStart(layout) + i]));
  return { cameras: moveRig(rig, state.cameras, step), coefficients, deviations, jaws };
}
