import { pointPositions } from '../../head/shape/shape-space.ts';
import type { Kernels } from '../../kernels/kernel.ts';
import { lipPartings } from '../evidence/landmarks/lip-partings.ts';
import type { FitInput } from '../evidence/observe-capture.ts';
import { fitMorphable } from '../stages/morphable-stage.ts';
import { type HeadState, noDeviations, stateLayout } from '../unknowns/head-state.ts';
import { restJaws } from '../unknowns/jaw-pose.ts';
import { rigOf } from '../unknowns/rig-of-views.ts';
import { viewExpressions } from '../unknowns/view-expressions.ts';
import type { FirstMesh, FirstMeshRun, InitialHead } from './initial-head.ts';
import { startCameras } from './start-cameras.ts';

/** First mesh from landmarks alone: poses by scaled orthography or triangulation, then a bundle adjustment with the morphable head. */
export const landmarkHead: FirstMesh = async (kernels, input, run) => {
  const start = restOf(input);
  const state = await adjustToLandmarks(kernels, input, start, {
    ...run,
    space: input.space,
    expectedJaws: start.jaws,
  });
  const own = { coefficients: state.coefficients, jaws: state.jaws };
  return { ...state, space: input.space, expectedJaws: start.jaws, own, method: 'landmarks' };
};

/** The mean head as it is, where the landmarks put it. */
export const templateHead: FirstMesh = async (_, input) => {
  const state = restOf(input);
  return { ...state, space: input.space, expectedJaws: state.jaws, own: state, method: 'template' };
};

/** The mean head in cameras that its landmarks suggest. */
function restOf({ views, photoLandmarks, points, space }: FitInput): HeadState {
  const rest = pointPositions(points.landmarks, space.head.template);
  const models = views.map(() => rest);
  const expressions = viewExpressions(views, space, lipPartings(photoLandmarks));
  return {
    cameras: startCameras(views, photoLandmarks, rigOf(views), models),
    coefficients: new Float64Array(space.count),
    deviations: noDeviations(expressions),
    jaws: restJaws(expressions),
  };
}

/**
 * Moves poses, focal lengths and shape from a start to the landmarks of all views.
 * @param run with the space whose prior holds, and what is expected of jaws
 */
export function adjustToLandmarks(
  kernels: Kernels,
  { views, photoLandmarks, points, bias }: FitInput,
  start: HeadState,
  { preset, space, expectedJaws, onStep }: FirstMeshRun & Pick<InitialHead, 'space' | 'expectedJaws'>,
): Promise<HeadState> {
  const problem = {
    layout: stateLayout(space, rigOf(views), viewExpressions(views, space, lipPartings(photoLandmarks))),
    priors: { ...preset.priors, jaws: expectedJaws, focals: views.map((view) => view.focalPrior) },
    landmarks: { landmarks: photoLandmarks, bias, noise: preset.noise },
    points,
    pixels: null,
  };
  return fitMorphable(kernels, problem, start, { stages: [preset.first.landmarks], onStep });
}
