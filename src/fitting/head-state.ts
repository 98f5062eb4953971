import type { FocalPrior } from '../capture/load-capture.ts';
import type { Camera } from '../geometry/camera.ts';
import { moveRig, type RigLayout } from '../geometry/rig.ts';
import type { ShapeSpace } from '../head/shape-space.ts';
import { addPrior, type NormalEquations } from './normal-equations.ts';

/** The unknowns of the morphable stages: cameras in head space and shape coefficients. */
export interface HeadState {
  readonly cameras: readonly Camera[];
  /** [count] of the shape space */
  readonly coefficients: Float64Array;
}

/**
 * Priors of the morphable stages: unit-variance identity, weak expressions, focal lengths.
 * @returns the prior's loss
 */
export function addStatePriors(
  equations: NormalEquations,
  layout: RigLayout,
  space: ShapeSpace,
  state: HeadState,
  focals: readonly FocalPrior[],
): number {
  let loss = 0;
  for (let k = 0; k < space.count; k++) {
    const sigma = space.priorSigma[k];
    addPrior(equations, layout.parameterCount + k, state.coefficients[k], sigma);
    loss += state.coefficients[k] ** 2 / (2 * sigma ** 2);
  }
  for (let group = 0; group < layout.focalGroupCount; group++) {
    const view = layout.focalGroup.indexOf(group);
    const offset = Math.log(state.cameras[view].fx / focals[view].focal);
    addPrior(equations, 6 * layout.viewCount + group, offset, focals[view].sigmaLog);
    loss += offset ** 2 / (2 * focals[view].sigmaLog ** 2);
  }
  return loss;
}

/** Coefficients at a bound whose gradient pushes outwards keep still. */
export function frozenParameters(
  equations: NormalEquations,
  layout: RigLayout,
  space: ShapeSpace,
  state: HeadState,
): Uint8Array {
  const frozen = new Uint8Array(layout.parameterCount + space.count);
  for (let k = 0; k < space.count; k++) {
    const i = layout.parameterCount + k;
    const outwards =
      (state.coefficients[k] <= space.lower[k] && equations.gradient[i] > 0) ||
      (state.coefficients[k] >= space.upper[k] && equations.gradient[i] < 0);
    if (outwards) frozen[i] = 1;
  }
  return frozen;
}

/** The state after a step, coefficients kept inside their bounds. */
export function moveState(layout: RigLayout, space: ShapeSpace, state: HeadState, step: Float64Array): HeadState {
  const coefficients = state.coefficients.map((a, k) =>
    Math.min(space.upper[k], Math.max(space.lower[k], a + step[layout.parameterCount + k])),
  );
  return { cameras: moveRig(layout, state.cameras, step), coefficients };
}
