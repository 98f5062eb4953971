import type { Camera } from '../../geometry/camera.ts';
import { expressionStart, type ShapeSpace } from '../../head/shape/shape-space.ts';
import type { Kernels, RealArray } from '../../kernels/kernel.ts';
import { type KernelPoints, movePoints } from './kernel-points.ts';
import { moveRig, type RigLayout } from './rig.ts';
import { groupSlice, type ViewExpressions } from './view-expressions.ts';

/** How the unknowns of the morphable stages lie in a vector: [rig | shape | deviations]. */
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
export const HEAD_UNKNOWNS = ['rig', 'shape', 'deviations'] as const;
export type HeadUnknown = (typeof HEAD_UNKNOWNS)[number];

/** The unknowns of the morphable stages: cameras in head space, shape coefficients, and what views' expressions add. */
export interface HeadState {
  readonly cameras: readonly Camera[];
  /** [count] of the shape space */
  readonly coefficients: Float64Array;
  /** [G, E] of the view expressions */
  readonly deviations: Float64Array;
}

export function noDeviations(expressions: ViewExpressions): Float64Array {
  return new Float64Array(expressions.groupCount * expressions.columnCount);
}

/** How many unknowns there are. */
export function unknownCount({ rig, shapeCount, expressions }: UnknownLayout): number {
  return rig.parameterCount + shapeCount + expressions.groupCount * expressions.columnCount;
}

/** Points of the head as each view shows them [views][N, 3], in kernel memory. */
export function statePoints(
  kernels: Kernels,
  { expressions, space }: StateLayout,
  state: HeadState,
  points: KernelPoints,
): RealArray[] {
  const shared = movePoints(kernels, points, points.rest, { first: 0, coefficients: state.coefficients });
  const first = expressionStart(space);
  const ofGroup = Array.from({ length: expressions.groupCount }, (_, group) =>
    movePoints(kernels, points, shared, {
      first,
      coefficients: groupSlice(state.deviations, expressions.columnCount, group),
    }),
  );
  return Array.from(expressions.group, (group) => (group < 0 ? shared : ofGroup[group]));
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
  const ranges = {
    rig: [0, shape],
    shape: [shape, deviations],
    deviations: [deviations, unknownCount(layout)],
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
  for (const group of HEAD_UNKNOWNS) if (!free.includes(group)) frozen.fill(1, ...unknownRange(layout, group));
  return frozen;
}

/** The state after a step, coefficients and each view's expression kept inside their bounds. */
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
  return { cameras: moveRig(rig, state.cameras, step), coefficients, deviations };
}
