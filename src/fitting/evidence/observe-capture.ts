import type { Capture, View } from '../../capture/load-capture.ts';
import { type NetworkPool, openNetworkPool } from '../../capture/network-processes/network-pool.ts';
import type { HeadModel } from '../../head/head-model.ts';
import { createShapeSpace, type ShapeSpace } from '../../head/shape/shape-space.ts';
import type { Kernels } from '../../kernels/kernel.ts';
import { type FitProgress, NO_LOSS } from '../progress/fit-progress.ts';
import { type StageTime, stageTime } from '../progress/stage-clock.ts';
import { jawOfView } from '../unknowns/jaw-pose.ts';
import { viewExpressions } from '../unknowns/view-expressions.ts';
import { checkEvidence } from './checks/check-evidence.ts';
import { checkLenses } from './checks/check-lenses.ts';
import { behindGlasses } from './landmarks/behind-glasses.ts';
import { type LandmarkBias, loadLandmarkBias } from './landmarks/landmark-bias.ts';
import { jointObservation } from './landmarks/landmark-points.ts';
import { lipPartings } from './landmarks/lip-partings.ts';
import type { Observation } from './landmarks/observation.ts';
import { type ObservedCapture, observeViews } from './observe-views.ts';
import { type LandmarkSets, landmarkSets } from './point-sets.ts';
import { segmentViews } from './segment-views.ts';

/** What every fit of a capture starts from: its landmarks, and a head's points for them. */
export interface FitInput {
  readonly capture: Capture;
  readonly head: HeadModel;
  /** The head's own shape space, whatever a first mesh makes of its prior. */
  readonly space: ShapeSpace;
  readonly observed: ObservedCapture;
  /** The used ones. */
  readonly views: readonly View[];
  /** What landmarks speak of, on the head. */
  readonly points: LandmarkSets;
  readonly bias: LandmarkBias | null;
  /** Of the used views over the joint list of landmarks, photograph pixels. */
  readonly photoLandmarks: readonly (Observation | null)[];
  readonly stages: readonly StageTime[];
}

/** How a capture is looked at. */
export interface Observing {
  /** Whether a photograph that shows no person's face is refused. */
  readonly strict: boolean;
  /** Whether faces of different photographs are compared, so that all are one person's. */
  readonly recognition: boolean;
  /** Whether skin, hair, clothes and background are told apart. */
  readonly segmentation: boolean;
  readonly progress: FitProgress;
  /** Processes that are there already. */
  readonly pool?: NetworkPool | undefined;
}

/**
 * Finds the landmarks and holds them against what the capture says.
 * @throws {AsmFitError} no_face: no view shows a face; input: no head explains the views, or it is
 * strict and one shows no person's face
 */
export async function observeCapture(
  kernels: Kernels,
  capture: Capture,
  head: HeadModel,
  { pool = openNetworkPool(kernels.backend.threads), ...observing }: Observing,
): Promise<FitInput> {
  try {
    return await observeWith(pool, { capture, head }, observing);
  } finally {
    // What the networks took the fit needs.
    pool.close();
  }
}

async function observeWith(
  pool: NetworkPool,
  { capture, head }: Pick<FitInput, 'capture' | 'head'>,
  { strict, recognition, segmentation, progress }: Omit<Observing, 'pool'>,
): Promise<FitInput> {
  const started = performance.now();
  checkLenses(capture.views, capture.source);
  progress.stage('landmarks', capture.views.length);
  const { signal } = progress;
  const observing = observeViews(capture, { pool, strict, recognition, signal }, (step) =>
    progress.step({ ...NO_LOSS, stage: 'landmarks', step }),
  );
  // Other processes look at the photographs meanwhile.
  const space = createShapeSpace(head);
  const checked = checkEvidence(capture, await observing, head, loadLandmarkBias());
  const stages = [stageTime('landmarks', started)];
  if (!segmentation) return { ...fitInput(capture, head, space, checked), stages };
  const looked = performance.now();
  progress.stage('segmentation', checked.used.length + checked.unused.length);
  const onView = (step: number): void => progress.step({ ...NO_LOSS, stage: 'segmentation', step });
  const observed = await segmentViews(checked, pool, { onView, signal });
  return { ...fitInput(capture, head, space, observed), stages: [...stages, stageTime('segmentation', looked)] };
}

/** The same without some of the views: the landmarks are not looked for again. */
export function withoutViews(input: FitInput, left: readonly View[]): FitInput {
  const observed = { ...input.observed, used: input.observed.used.filter(({ view }) => !left.includes(view)) };
  const capture = { ...input.capture, views: input.capture.views.filter((view) => !left.includes(view)) };
  return { ...fitInput(capture, input.head, input.space, observed), stages: input.stages };
}

/** The same with other views of the capture. */
export function withObserved(input: FitInput, observed: ObservedCapture): FitInput {
  return { ...input, ...viewsOf(observed, input.space) };
}

function fitInput(
  capture: Capture,
  head: HeadModel,
  space: ShapeSpace,
  observed: ObservedCapture,
): Omit<FitInput, 'stages'> {
  return { capture, head, space, points: landmarkSets(space), bias: loadLandmarkBias(), ...viewsOf(observed, space) };
}

function viewsOf(
  observed: ObservedCapture,
  space: ShapeSpace,
): Pick<FitInput, 'observed' | 'views' | 'photoLandmarks'> {
  return {
    observed,
    views: observed.used.map(({ view }) => view),
    photoLandmarks: withPartings(
      observed.used.map(({ view }) => view),
      observed.used.map(({ observation, segmentation }) =>
        observation === null ? null : jointObservation(behindGlasses(space.head, observation, segmentation)),
      ),
      space,
    ),
  };
}

/** Observations that know how far the lips are parted at their moment: the farthest that any view of it shows. */
function withPartings(
  views: readonly View[],
  observations: readonly (Observation | null)[],
  space: ShapeSpace,
): (Observation | null)[] {
  const partings = lipPartings(observations);
  const expressions = viewExpressions(views, space);
  const moments = views.map((_, v) => jawOfView(expressions, v));
  return observations.map((observation, v) => {
    if (observation === null) return null;
    const own = partings.filter(
      (parting, other): parting is number => parting !== null && moments[other] === moments[v],
    );
    return own.length === 0 ? observation : { ...observation, partingMm: Math.max(...own) };
  });
}
