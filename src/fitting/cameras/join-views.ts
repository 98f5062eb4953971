import type { Camera } from '../../geometry/camera.ts';
import { JAW_POSE } from '../../head/anatomy/jaw.ts';
import { lipPartings } from '../evidence/landmarks/lip-partings.ts';
import type { FitInput } from '../evidence/observe-capture.ts';
import type { InitialHead } from '../first-mesh/initial-head.ts';
import { noDeviations } from '../unknowns/head-state.ts';
import { jawOfView, jawPose, restJaws } from '../unknowns/jaw-pose.ts';
import { deviationOf, groupSlice, viewExpressions } from '../unknowns/view-expressions.ts';
import { photographCameras } from './head-of-views.ts';
import type { MorphableFit } from './morphable-fit.ts';

/**
 * A fit's head as the start of one with other views: those that it knows keep camera, expression and jaw, new ones start from
 * the shared expression with their jaw at rest.
 * @param input of the views to come @param found cameras of those that the fit does not know, photograph pixels
 */
export function joinViews(fit: MorphableFit, input: FitInput, found: ReadonlyMap<number, Camera>): InitialHead {
  const { first, state, evidence } = fit;
  const { space } = first;
  const known = photographCameras(fit);
  const before = input.views.map((view) => fit.input.views.indexOf(view));
  const expressions = viewExpressions(input.views, space, lipPartings(input.photoLandmarks));
  const deviations = noDeviations(expressions);
  const jaws = restJaws(expressions);
  const expectedJaws = restJaws(expressions);
  for (const [v, old] of before.entries()) {
    if (old < 0) continue;
    const group = expressions.group[v];
    if (group >= 0)
      groupSlice(deviations, expressions.columnCount, group).set(
        deviationOf(evidence.expressions, state.deviations, old),
      );
    const [to, from] = [JAW_POSE * jawOfView(expressions, v), jawOfView(evidence.expressions, old)];
    jaws.set(jawPose(state.jaws, from), to);
    expectedJaws.set(jawPose(first.expectedJaws, from), to);
  }
  const cameras = input.views.map((view, v) => {
    const camera = before[v] < 0 ? found.get(view.index) : known[before[v]];
    if (camera === undefined) throw new Error('a view that joins a fit needs a camera');
    return camera;
  });
  return { ...first, cameras, coefficients: state.coefficients, deviations, jaws, expectedJaws };
}
