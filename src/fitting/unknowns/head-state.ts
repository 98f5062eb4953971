import type { FocalPrior } from '../../capture/load-capture.ts';
import type { Camera } from '../../geometry/camera.ts';
import { expressionStart, type ShapeSpace } from '../../head/shape/shape-space.ts';
import type { Kernels, RealArray } from '../../kernels/kernel.ts';
import { addPrior, createNormalEquations, type NormalEquations } from '../solvers/normal-equations.ts';
import { type KernelPoints, movePoints } from './kernel-points.ts';
import { moveRig, type RigLayout } from './rig.ts';
import { groupSlice, type ViewExpressions } from './view-expressions.ts';

/** How the unknowns of the morphable stages lie in a vector: [rig | shape | deviations]. */
export interface StateLayout {
  readonly rig: RigLayout;
  readonly space: ShapeSpace;
  readonly expressions: ViewExpressions;
}

/** The unknowns of the morphable stages: cameras in head space, shape coefficients, and what views' expressions add. */
export interface HeadState {
  readonly cameras: readonly Camera[];
  /** [count] of the shape space */
  readonly coefficients: Float64Array;
  /** [G, E] of the view expressions */
  readonly deviations: Float64Array;
}

/**
 * Width of the Cauchy prior on deviations, in units of the shapes. Most photographs of one sitting show one
 * expression, and freedom that they do not need costs shape; a view that smiles must still be free to.
 */
const DEVIATION_SCALE = 0.03;

export function noDeviations(expressions: ViewExpressions): Float64Array {
  return new Float64Array(expressions.groupCount * expressions.columnCount);
}

export function stateEquations({ rig, space, expressions }: StateLayout): NormalEquations {
  return createNormalEquations(rig.parameterCount, space.count, expressions.groupCount, expressions.columnCount);
}

/** Points of the head as each view shows them [views][N, 3], in kernel memory. */
export function statePoints(
  kernels: Kernels,
  { expressions, space }: StateLayout,
  state: HeadState,
  points: KernelPoints,
): RealArray[] {
  const shared = movePoints(kernels, points, 0, state.coefficients, points.rest);
  const first = expressionStart(space);
  const ofGroup = Array.from({ length: expressions.groupCount }, (_, group) =>
    movePoints(kernels, points, first, groupSlice(state.deviations, expressions.columnCount, group), shared),
  );
  return Array.from(expressions.group, (group) => (group < 0 ? shared : ofGroup[group]));
}

/** Shared expression plus deviation number d. */
function totalExpression({ space, expressions }: StateLayout, state: HeadState, d: number): number {
  return (
    state.coefficients[space.count - expressions.columnCount + (d % expressions.columnCount)] + state.deviations[d]
  );
}

/**
 * Priors of the morphable stages: (x - mean)^2/(2 sigma^2) on identity, shared expression and the logarithms of focal
 * lengths; log(1 + d^2/s^2)/2 on deviations.
 */
export function statePriorLoss(layout: StateLayout, state: HeadState, focals: readonly FocalPrior[]): number {
  let loss = 0;
  for (const { offset, sigma } of gaussianPriors(layout, state, focals)) loss += offset ** 2 / (2 * sigma ** 2);
  for (const d of state.deviations) loss += Math.log1p((d / DEVIATION_SCALE) ** 2) / 2;
  return loss;
}

/** Adds {@link statePriorLoss} to the normal equations. @returns the loss */
export function addStatePriors(
  equations: NormalEquations,
  layout: StateLayout,
  state: HeadState,
  focals: readonly FocalPrior[],
): number {
  for (const { parameter, offset, sigma } of gaussianPriors(layout, state, focals))
    addPrior(equations, parameter, offset, sigma);
  const first = layout.rig.parameterCount + layout.space.count;
  // IRLS: the Gaussian with the same gradient.
  state.deviations.forEach((d, i) => {
    addPrior(equations, first + i, d, Math.hypot(DEVIATION_SCALE, d));
  });
  return statePriorLoss(layout, state, focals);
}

function gaussianPriors(
  { rig, space }: StateLayout,
  state: HeadState,
  focals: readonly FocalPrior[],
): { parameter: number; offset: number; sigma: number }[] {
  const out = Array.from(state.coefficients, (coefficient, k) => ({
    parameter: rig.parameterCount + k,
    offset: coefficient - space.priorMean[k],
    sigma: space.priorSigma[k],
  }));
  for (let group = 0; group < rig.focalGroupCount; group++) {
    const view = rig.focalGroup.indexOf(group);
    const offset = Math.log(state.cameras[view].fx / focals[view].focal);
    out.push({ parameter: 6 * rig.viewCount + group, offset, sigma: focals[view].sigmaLog });
  }
  return out;
}

/** Coefficients at a bound whose gradient pushes outwards keep still. */
export function frozenParameters(equations: NormalEquations, layout: StateLayout, state: HeadState): Uint8Array {
  const { rig, space } = layout;
  const frozen = new Uint8Array(equations.gradient.length);
  const freeze = (parameter: number, value: number, k: number): void => {
    const outwards =
      (value <= space.lower[k] && equations.gradient[parameter] > 0) ||
      (value >= space.upper[k] && equations.gradient[parameter] < 0);
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
