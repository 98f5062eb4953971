import { JAW_POSE, type JawRig, turnJaw } from '../../head/anatomy/jaw.ts';
import { jawPivot } from '../../head/shape/jawed-points.ts';
import { evaluateShape, type ShapeSpace } from '../../head/shape/shape-space.ts';
import { groupSlice, type ViewExpressions } from './view-expressions.ts';

const DEGREE = Math.PI / 180;
/** How far a jaw goes: it opens, turns and tilts a little, slides to both sides, forwards and a little back. */
const LOWER = [-2 * DEGREE, -8 * DEGREE, -8 * DEGREE, -5, -3];
/** [JAW_POSE], radians and mm */
export const JAW_REACH: readonly number[] = [32 * DEGREE, 8 * DEGREE, 8 * DEGREE, 5, 8];

/** Jaws of a capture's views, one for each group of views that share an expression, shut. @returns [jaws, JAW_POSE] */
export function restJaws(expressions: ViewExpressions): Float64Array {
  return new Float64Array(JAW_POSE * jawCount(expressions));
}

/** One moment has one jaw. */
export function jawCount({ groupCount }: ViewExpressions): number {
  return Math.max(1, groupCount);
}

/** Which jaw a view shows. */
export function jawOfView({ group }: ViewExpressions, view: number): number {
  return Math.max(0, group[view]);
}

/** The pose of one jaw, a view into them. */
export function jawPose(jaws: Float64Array, jaw: number): Float64Array {
  return groupSlice(jaws, JAW_POSE, jaw);
}

/** The jaw of what all views share: the mean of their poses. @returns [JAW_POSE] */
export function sharedJaw(jaws: Float64Array): Float64Array {
  const count = jaws.length / JAW_POSE;
  const out = new Float64Array(JAW_POSE);
  jaws.forEach((x, i) => {
    out[i % JAW_POSE] += x / count;
  });
  return out;
}

/** Poses within what a jaw does. @param jaws [jaws, JAW_POSE] */
export function withinReach(jaws: Float64Array): Float64Array {
  return jaws.map((x, i) => Math.min(JAW_REACH[i % JAW_POSE], Math.max(LOWER[i % JAW_POSE], x)));
}

/** Whether descent would take a number of a pose beyond its bounds. @param i index in [jaws, JAW_POSE] */
export function leavesReach(value: number, gradient: number, i: number): boolean {
  return (value <= LOWER[i % JAW_POSE] && gradient > 0) || (value >= JAW_REACH[i % JAW_POSE] && gradient < 0);
}

/** A head of the space with its jaw at a pose. @returns [V, 3] mm */
export function posedShape(
  space: ShapeSpace,
  jaw: JawRig,
  coefficients: Float64Array,
  pose: ArrayLike<number>,
): Float64Array {
  const out = evaluateShape(space, coefficients);
  turnJaw({ ...jaw, pivot: jawPivot(space, jaw.joint, coefficients) }, pose, out);
  return out;
}
