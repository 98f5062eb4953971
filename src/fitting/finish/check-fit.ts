import { AsmFitError } from '../../errors.ts';
import { type Camera, headPoseDegrees } from '../../geometry/camera.ts';
import { pointPositions } from '../../head/shape/shape-space.ts';
import type { LandmarkBias } from '../evidence/landmarks/landmark-bias.ts';
import { DETECTOR_NOISE, errorGrowth } from '../evidence/landmarks/landmark-noise.ts';
import { landmarkPoints } from '../evidence/landmarks/landmark-points.ts';
import type { Observation } from '../evidence/landmarks/observation.ts';
import type { ObservedCapture } from '../evidence/observe-views.ts';
import { type ExpressiveHead, viewMeshes } from '../unknowns/view-mesh.ts';
import { type LandmarkError, landmarkError } from './landmark-error.ts';

/** A head in its views, at the end of a fit. */
export interface HeadInViews extends ExpressiveHead {
  readonly observed: ObservedCapture;
  readonly photoLandmarks: readonly (Observation | null)[];
  readonly cameras: readonly Camera[];
  readonly bias: LandmarkBias | null;
}

/** Per cent of the inter-ocular distance in a frontal view, more as heads turn: good fits end at up to 2.2, and 7.5 at 60 degrees. */
const DOUBTFUL = 8;
const NO_HEAD = 15;

/**
 * Whether the fitted head lies on the landmarks of its views.
 * @returns warnings
 * @throws {AsmFitError} diverged: it lies on those of no view
 */
export function checkFit(fitted: HeadInViews): string[] {
  const landmarks = landmarkPoints(fitted.space);
  const meshes = viewMeshes(fitted);
  const errors = fitted.observed.used.flatMap(({ view }, v) => {
    const observation = fitted.photoLandmarks[v];
    if (observation === null) return [];
    const camera = fitted.cameras[v];
    const error = landmarkError(camera, pointPositions(landmarks, meshes[v]), observation, fitted.bias);
    const allowance = errorGrowth(DETECTOR_NOISE, headPoseDegrees(camera.rotation).yaw);
    const frontal = error === null ? Number.POSITIVE_INFINITY : error.rmsPercentIod / allowance;
    return [{ name: view.name, error, frontal }];
  });
  const wrong = errors.filter(({ frontal }) => frontal > DOUBTFUL);
  if (errors.length > 0 && errors.every(({ frontal }) => frontal > NO_HEAD))
    throw new AsmFitError(
      'diverged',
      `fit: the head must lie on the landmarks of at least one view; received ${wrong.map(({ name, error }) => `${name}: ${distanceText(error)}`).join('; ')}`,
      'try --ignore-cameras, leave out views that are wrong (--views), or look whether all show one person',
    );
  return wrong.map(
    ({ name, error }) => `${name}: the head does not explain this view: ${distanceText(error)}; look at its overlay`,
  );
}

function distanceText(error: LandmarkError | null): string {
  if (error === null) return 'it lies behind the camera';
  return `landmarks ${error.rmsPercentIod.toFixed(0)} % of the inter-ocular distance off`;
}
