import type { FocalPrior, View } from '../../capture/load-capture.ts';
import type { Camera } from '../../geometry/camera.ts';
import {
  embeddedShapePoints,
  pointPositions,
  type ShapePoints,
  type ShapeSpace,
} from '../../head/shape/shape-space.ts';
import type { Kernels } from '../../kernels/kernel.ts';
import type { LandmarkBias } from '../evidence/landmark-bias.ts';
import { closurePoints } from '../terms/closure-term.ts';
import { type HeadState, noDeviations } from '../unknowns/head-state.ts';
import { freeRig, type RigLayout, rigidRig } from '../unknowns/rig.ts';
import { viewExpressions } from '../unknowns/view-expressions.ts';
import { type Observation, placeHeadInRig, poseFromScaledOrthography } from './camera-start.ts';
import type { HeadInitializer, InitialHead, ViewObservation } from './initializer.ts';
import { fitLandmarks } from './landmark-fit.ts';

/** Landmarks of both schemes as points of the head: MediaPipe's 468, then iBUG's 68. */
export function landmarkPoints(space: ShapeSpace): ShapePoints {
  const { mediapipe468, ibug68 } = space.head.embeddings;
  return embeddedShapePoints(space, {
    vertices: Uint32Array.of(...mediapipe468.vertices, ...ibug68.vertices),
    barycentric: Float64Array.of(...mediapipe468.barycentric, ...ibug68.barycentric),
  });
}

/** Beside landmarks that are trusted to millimetres, gaps must not bend the whole face. */
const CLOSURE_FACTOR = 0.1;
const MEDIAPIPE = 468;
const IBUG = 68;

/** A view's landmarks over the joint list of {@link landmarkPoints}; the other scheme's points get no confidence. */
export function jointObservation(observation: ViewObservation): Observation {
  const points = new Float64Array(2 * (MEDIAPIPE + IBUG));
  const confidence = new Float64Array(MEDIAPIPE + IBUG);
  const start = observation.scheme === 'ibug68' ? MEDIAPIPE : 0;
  points.set(observation.points, 2 * start);
  // Sixty-eight points placed by hand stand for as much as the detector's 468.
  const worth = observation.scheme === 'ibug68' ? MEDIAPIPE / IBUG : 1;
  confidence.set(
    observation.confidence.map((c) => c * worth),
    start,
  );
  return { points, confidence };
}

/** How the cameras of these views may move: rigidly where all are given, freely otherwise. */
export function rigOf(views: readonly View[]): RigLayout {
  // The head's size is free even in a metric rig: identity modes are aligned heads and know no size.
  if (views.every((view) => view.camera !== null)) return rigidRig(views.length, true);
  const keys = [...new Set(views.map((view) => view.cameraKey))];
  return freeRig(Int32Array.from(views, (view) => keys.indexOf(view.cameraKey)));
}

/** First mesh from landmarks alone: poses by scaled orthography or triangulation, then a bundle adjustment with the morphable head. */
export function landmarkInitializer(
  kernels: Kernels,
  space: ShapeSpace,
  bias: LandmarkBias | null,
  onStep: (step: number, loss: number) => void,
): HeadInitializer {
  const landmarks = landmarkPoints(space);
  return {
    async initialize(views, observations): Promise<InitialHead> {
      const joint = observations.map((observation) => (observation === null ? null : jointObservation(observation)));
      const layout = rigOf(views);
      const rest = pointPositions(landmarks, space.head.template);
      const cameras = startCameras(
        views,
        joint,
        layout,
        views.map(() => rest),
      );
      const state = adjustToLandmarks({ kernels, space, landmarks, bias, onStep }, views, joint, layout, {
        cameras,
        coefficients: new Float64Array(space.count),
        deviations: noDeviations(viewExpressions(views, space)),
      });
      return { ...state, layout, space, mesh: state.coefficients, method: 'landmarks' };
    },
  };
}

/** What the bundle adjustment of a first mesh works with. */
export interface LandmarkAdjustment {
  readonly kernels: Kernels;
  readonly space: ShapeSpace;
  readonly landmarks: ShapePoints;
  readonly bias: LandmarkBias | null;
  readonly onStep: (step: number, loss: number) => void;
}

/** Moves poses, focal lengths and shape from a start to the landmarks of all views. */
export function adjustToLandmarks(
  { kernels, space, landmarks, bias, onStep }: LandmarkAdjustment,
  views: readonly View[],
  observations: readonly (Observation | null)[],
  rig: RigLayout,
  start: HeadState,
): HeadState {
  const focals: FocalPrior[] = views.map((view) => view.focalPrior);
  return fitLandmarks(
    kernels,
    {
      layout: { rig, space, expressions: viewExpressions(views, space) },
      landmarks,
      observations,
      focals,
      bias,
      closure: closurePoints(space),
      closureFactor: CLOSURE_FACTOR,
    },
    start,
    onStep,
  ).state;
}

/** Cameras in head space from landmarks alone. @param models landmarks of the head as each view shows it [views][L, 3] */
export function startCameras(
  views: readonly View[],
  observations: readonly (Observation | null)[],
  layout: RigLayout,
  models: readonly Float64Array[],
): Camera[] {
  if (layout.kind === 'rigid')
    return placeHeadInRig(
      views.map((view) => view.camera as Camera),
      observations,
      models[0],
      true,
    );
  return views.map((view, v) => {
    const observation = observations[v];
    if (observation === null) throw new Error('a view without camera needs landmarks');
    return poseFromScaledOrthography(
      models[v],
      observation,
      view.focalPrior.focal,
      view.image.width,
      view.image.height,
    );
  });
}
