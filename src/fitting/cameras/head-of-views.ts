import { fromWorkingCamera } from '../../capture/working-view.ts';
import type { Camera } from '../../geometry/camera.ts';
import { createJawRig } from '../../head/anatomy/jaw.ts';
import { expressionStart } from '../../head/shape/shape-space.ts';
import { jawOfView, jawPose, posedShape, sharedJaw } from '../unknowns/jaw-pose.ts';
import { deviationOf } from '../unknowns/view-expressions.ts';
import type { MorphableFit } from './morphable-fit.ts';

/** The morphable head as one view shows it [V, 3] mm. */
export function headOfView(
  { first: { space }, evidence: { expressions }, state }: MorphableFit,
  view: number,
): Float64Array {
  const coefficients = state.coefficients.slice();
  const start = expressionStart(space);
  deviationOf(expressions, state.deviations, view).forEach((x, k) => {
    coefficients[start + k] += x;
  });
  const jaw = jawPose(state.jaws, jawOfView(expressions, view));
  return posedShape(space, createJawRig(space.head), coefficients, jaw);
}

/** The morphable head as the views share it [V, 3] mm. */
export function sharedHead({ first: { space }, state }: MorphableFit): Float64Array {
  return posedShape(space, createJawRig(space.head), state.coefficients, sharedJaw(state.jaws));
}

/** Cameras of the views in pixels of their photographs. */
export function photographCameras({ input, evidence, state }: MorphableFit): Camera[] {
  return state.cameras.map((camera, v) => fromWorkingCamera(camera, evidence.views[v], input.views[v].image));
}
