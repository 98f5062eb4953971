import type { Capture, View } from '../../capture/load-capture.ts';
import type { HeadModel } from '../../head/head-model.ts';
import { createShapeSpace, type ShapePoints, type ShapeSpace } from '../../head/shape/shape-space.ts';
import type { Kernels } from '../../kernels/kernel.ts';
import type { Observation } from '../first-mesh/camera-start.ts';
import { jointObservation, landmarkPoints } from '../first-mesh/landmark-initializer.ts';
import { type FitProgress, NO_LOSS } from '../options/fit-options.ts';
import { type StageTime, stageTime } from '../options/stage-clock.ts';
import { closurePoints } from '../terms/closure-term.ts';
import { checkEvidence } from './checks/check-evidence.ts';
import { checkLenses } from './checks/check-lenses.ts';
import { type LandmarkBias, loadLandmarkBias } from './landmark-bias.ts';
import { type ObservedCapture, observeViews } from './observe-views.ts';

/** What every fit of a capture starts from: its landmarks, and a head's points for them. */
export interface FitInput {
  readonly capture: Capture;
  readonly head: HeadModel;
  /** The head's own shape space, whatever a first mesh makes of its prior. */
  readonly space: ShapeSpace;
  readonly observed: ObservedCapture;
  /** The used ones. */
  readonly views: readonly View[];
  readonly landmarks: ShapePoints;
  readonly closure: ShapePoints;
  readonly bias: LandmarkBias | null;
  /** Over {@link landmarkPoints}, photograph pixels. */
  readonly observations: readonly (Observation | null)[];
  readonly stages: readonly StageTime[];
}

/**
 * Finds the landmarks and holds them against what the capture says.
 * @throws {AsmFitError} no_face: no view shows a face; input: no head explains the views
 */
export async function observeCapture(
  kernels: Kernels,
  capture: Capture,
  head: HeadModel,
  progress: FitProgress,
): Promise<FitInput> {
  const started = performance.now();
  checkLenses(capture.views, capture.source);
  progress.stage('landmarks', capture.views.length);
  const observing = observeViews(capture, kernels.backend.threads, (step) =>
    progress.step({ ...NO_LOSS, stage: 'landmarks', step }),
  );
  // Other processes look at the photographs meanwhile.
  const space = createShapeSpace(head);
  const observed = checkEvidence(capture, await observing, head, loadLandmarkBias());
  return { ...fitInput(capture, head, space, observed), stages: [stageTime('landmarks', started)] };
}

/** The same without some of the views: the landmarks are not looked for again. */
export function withoutViews(input: FitInput, left: readonly View[]): FitInput {
  const observed = { ...input.observed, used: input.observed.used.filter(({ view }) => !left.includes(view)) };
  const capture = { ...input.capture, views: input.capture.views.filter((view) => !left.includes(view)) };
  return { ...fitInput(capture, input.head, input.space, observed), stages: input.stages };
}

function fitInput(
  capture: Capture,
  head: HeadModel,
  space: ShapeSpace,
  observed: ObservedCapture,
): Omit<FitInput, 'stages'> {
  return {
    capture,
    head,
    space,
    observed,
    views: observed.used.map(({ view }) => view),
    landmarks: landmarkPoints(space),
    closure: closurePoints(space),
    bias: loadLandmarkBias(),
    observations: observed.used.map(({ observation }) => (observation === null ? null : jointObservation(observation))),
  };
}
