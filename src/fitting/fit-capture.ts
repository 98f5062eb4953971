import { setImmediate } from 'node:timers/promises';
import { type AdaptiveSkinningModel, createAsm } from '../asm/adaptive-skinning-model.ts';
import { EXPRESSION_BONE_PARAMETERS } from '../asm/expression-bones.ts';
import type { Capture, View } from '../capture/load-capture.ts';
import { createWorkingViews, fromWorkingCamera, toWorkingCamera, type WorkingView } from '../capture/working-view.ts';
import type { InitialHead } from '../deca/initializer.ts';
import type { Camera } from '../geometry/camera.ts';
import type { HeadModel } from '../head/head-model.ts';
import { type LandmarkBias, loadLandmarkBias } from '../head/landmark-bias.ts';
import {
  createShapeSpace,
  evaluateShape,
  expressionStart,
  pointPositions,
  type ShapeSpace,
} from '../head/shape-space.ts';
import { SHUT_OPENING_MM } from '../head/shut-slits.ts';
import { SLIT_NAMES, type SlitName } from '../head/slits.ts';
import type { Kernels } from '../kernels/kernel.ts';
import { type AsmFitResult, fitAsm } from './asm-fit.ts';
import type { AsmStage, OptimizerName } from './asm-problem.ts';
import type { Observation } from './camera-start.ts';
import { closurePoints, observedOpening } from './closure-term.ts';
import { decaInitializer } from './deca-initializer.ts';
import { greyViews } from './feature-images.ts';
import { finishHead } from './finish-head.ts';
import { noDeviations } from './head-state.ts';
import { jointObservation, landmarkInitializer, landmarkPoints, rigOf, startCameras } from './landmark-initializer.ts';
import { metricSize } from './metric-size.ts';
import { type ObservedCapture, observeViews } from './observe-views.ts';
import { fitPhotometric } from './photometric-fit.ts';
import { PRESETS, type PresetName, SINGLE_VIEW_STAGES } from './presets.ts';
import { createStageClock, type StageTime } from './stage-clock.ts';
import { faceSamples } from './surface-samples.ts';
import { type ViewExpressions, viewExpressions } from './view-expressions.ts';

export const INIT_NAMES = ['deca', 'landmarks', 'template'] as const;
export type InitName = (typeof INIT_NAMES)[number];

export interface FitOptions {
  readonly preset: PresetName;
  readonly optimizer: OptimizerName;
  readonly seed: number;
  /** Where the first mesh comes from: DECA's encoder, the landmarks alone, or the mean head as it is. */
  readonly init: InitName;
}

export const FIT_DEFAULTS: FitOptions = { preset: 'balanced', optimizer: 'adam', seed: 1, init: 'deca' };

export interface LossRecord {
  readonly stage: string;
  readonly step: number;
  readonly total: number;
  readonly landmark: number;
  readonly photometric: number;
  readonly prior: number;
}

/** Told as a fit goes on. */
export interface FitProgress {
  stage(name: string, stepCount: number): void;
  step(record: LossRecord): void;
}

export interface FittedHead {
  readonly head: HeadModel;
  readonly space: ShapeSpace;
  readonly observed: ObservedCapture;
  readonly working: readonly WorkingView[];
  /** Landmark observations over {@link landmarkPoints}, photograph pixels. */
  readonly observations: readonly (Observation | null)[];
  /** Cameras in head space, photograph pixels, of the used views. */
  readonly cameras: readonly Camera[];
  /** First mesh [V, 3] mm and its coefficients. */
  readonly initial: { readonly positions: Float64Array; readonly coefficients: Float64Array; readonly method: string };
  /** Final mesh [V, 3] mm, all parts. */
  readonly positions: Float64Array;
  readonly coefficients: Float64Array;
  /** How the expressions of the used views differ. */
  readonly expressions: ViewExpressions;
  /** [G, E] */
  readonly deviations: Float64Array;
  readonly asm: { readonly model: AdaptiveSkinningModel; readonly result: AsmFitResult };
  readonly losses: readonly LossRecord[];
  readonly stages: readonly StageTime[];
  readonly warnings: readonly string[];
  readonly bias: LandmarkBias | null;
  /** mm per head unit that were applied because the rig is metric. */
  readonly size: number;
  /** Slits that the photographs show shut. */
  readonly shut: readonly SlitName[];
}

/**
 * Fits a head to a capture: landmarks, first mesh, pixels by Gauss-Newton on the morphable head, then
 * the adaptive skinning model by Adam on everything.
 */
export async function fitCapture(
  kernels: Kernels,
  capture: Capture,
  head: HeadModel,
  options: FitOptions,
  progress: FitProgress,
): Promise<FittedHead> {
  const preset = PRESETS[options.preset];
  const clock = createStageClock();
  const losses: LossRecord[] = [];
  const record = (entry: LossRecord): void => {
    losses.push(entry);
    progress.step(entry);
  };
  // Between steps signals get their turn, or Ctrl-C would wait for the end of a stage.
  const recordAndPause = async (entry: LossRecord): Promise<void> => {
    record(entry);
    await setImmediate();
  };

  progress.stage('landmarks', capture.views.length);
  const observing = clock.time('landmarks', () =>
    observeViews(capture, kernels.backend.threads, (step) => progress.step({ ...NO_LOSS, stage: 'landmarks', step })),
  );
  // Other threads look at the photographs meanwhile.
  const plainSpace = createShapeSpace(head);
  const observed = await observing;
  const views = observed.used.map(({ view }) => view);
  const landmarks = landmarkPoints(plainSpace);
  const closure = closurePoints(plainSpace);
  const bias = loadLandmarkBias();
  const observations = observed.used.map(({ observation }) =>
    observation === null ? null : jointObservation(observation),
  );

  progress.stage('initialise', 40);
  const first = await clock.time('initialise', () =>
    initialise(kernels, plainSpace, bias, options.init, views, observed, record),
  );
  const { space } = first;
  const rig = rigOf(views);
  const expressions = viewExpressions(views, space);
  const initialPositions = evaluateShape(space, first.mesh);

  const working = await clock.time('crop', async () =>
    createWorkingViews(kernels, views, first.cameras, initialPositions),
  );
  const greys = greyViews(kernels.memory, working);
  const workingObservations = observations.map((observation, v) => toWorking(observation, working[v]));
  const samples = faceSamples(space, preset.sampleCount, options.seed);
  let state = {
    cameras: first.cameras.map((camera, v) => toWorkingCamera(camera, working[v])) as readonly Camera[],
    coefficients: first.coefficients,
    deviations: first.deviations,
  };
  if (views.length > 1) {
    progress.stage(
      'photometric',
      preset.photometric.reduce((sum, level) => sum + level.steps, 0),
    );
    const focals = views.map((view, v) => ({ ...view.focalPrior, focal: view.focalPrior.focal * working[v].scale }));
    state = await clock.time('photometric', () =>
      fitPhotometric(
        kernels,
        {
          space,
          rig,
          expressions,
          views: working,
          observations: workingObservations,
          landmarks,
          bias,
          closure,
          focals,
          samples,
        },
        greys,
        state,
        preset.photometric,
        preset.tolerance,
        (step, total) => recordAndPause({ ...NO_LOSS, stage: 'photometric', step, total }),
      ),
    );
  }

  const captured = evaluateShape(space, state.coefficients);
  const model = createAsm(head, captured);
  const stages: readonly AsmStage[] = views.length > 1 ? preset.asm : SINGLE_VIEW_STAGES;
  progress.stage(
    'asm',
    stages.reduce((sum, stage) => sum + stage.steps, 0),
  );
  const result = await clock.time('asm', () =>
    fitAsm(
      kernels,
      {
        model,
        rig,
        expressions,
        deviations: state.deviations,
        views: working,
        observations: workingObservations,
        landmarks,
        bias,
        closure,
        samples,
        optimizer: options.optimizer,
      },
      greys,
      {
        parameters: model.rest.slice(),
        cameras: state.cameras,
        boneTranslations: new Float64Array(expressions.groupCount * EXPRESSION_BONE_PARAMETERS),
      },
      stages,
      (stage, step, entry) => recordAndPause({ stage: stage.name, step, ...entry }),
    ),
  );
  const shut = SLIT_NAMES.filter(
    (name) => observedOpening(name, result.cameras, workingObservations) < SHUT_OPENING_MM,
  );
  const posed = finishHead(head, captured, result.forward.positions, closure, shut);
  const cameras = result.cameras.map((camera, v) => fromWorkingCamera(camera, working[v], views[v].image));
  const size = metricSize(capture, views, cameras);
  const scale = (positions: Float64Array): Float64Array => positions.map((x) => x * size);
  return {
    head,
    space,
    observed,
    working,
    observations,
    cameras: cameras.map((camera) => ({ ...camera, translation: scale(camera.translation) })),
    initial: { positions: scale(initialPositions), coefficients: first.mesh, method: first.method },
    positions: scale(posed),
    coefficients: state.coefficients,
    expressions,
    deviations: state.deviations,
    asm: { model, result },
    losses,
    stages: clock.stages,
    warnings: [...capture.warnings, ...observed.warnings],
    bias,
    size,
    shut,
  };
}

const NO_LOSS = { total: 0, landmark: 0, photometric: 0, prior: 0 };

async function initialise(
  kernels: Kernels,
  space: ShapeSpace,
  bias: LandmarkBias | null,
  init: FitOptions['init'],
  views: readonly View[],
  observed: ObservedCapture,
  record: (entry: LossRecord) => void,
): Promise<InitialHead> {
  const observations = observed.used.map(({ observation }) => observation);
  const onStep = (step: number, total: number): void =>
    record({ ...NO_LOSS, stage: 'initialise', step, total, landmark: total });
  switch (init) {
    case 'deca':
      return (await decaInitializer(kernels, space, bias, onStep)).initialize(views, observations);
    case 'landmarks':
      return landmarkInitializer(kernels, space, bias, onStep).initialize(views, observations);
    case 'template': {
      const joint = observations.map((observation) => (observation === null ? null : jointObservation(observation)));
      const rest = pointPositions(landmarkPoints(space), space.head.template);
      const layout = rigOf(views);
      const cameras = startCameras(
        views,
        joint,
        layout,
        views.map(() => rest),
      );
      const coefficients = new Float64Array(space.count);
      const deviations = noDeviations(viewExpressions(views, space));
      return { cameras, coefficients, deviations, layout, space, mesh: coefficients, method: 'template' };
    }
  }
}

function toWorking(observation: Observation | null, view: WorkingView): Observation | null {
  if (observation === null) return null;
  const points = observation.points.map((x, i) => (x - (i % 2 === 0 ? view.offsetX : view.offsetY)) * view.scale);
  return { points, confidence: observation.confidence };
}

/** Share of expressions in a fit: their columns of the coefficients. */
export function expressionCoefficients(space: ShapeSpace, coefficients: Float64Array): Float64Array {
  return coefficients.subarray(expressionStart(space));
}
