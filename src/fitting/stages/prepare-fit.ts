import { setImmediate } from 'node:timers/promises';
import { createWorkingViews, toWorkingCamera, type WorkingView } from '../../capture/working-view.ts';
import { evaluateShape, type ShapePoints } from '../../head/shape/shape-space.ts';
import type { Kernels } from '../../kernels/kernel.ts';
import { type GreyView, greyViews } from '../evidence/feature-images.ts';
import type { FitInput } from '../evidence/fit-input.ts';
import { faceSamples } from '../evidence/surface-samples.ts';
import type { Observation } from '../first-mesh/camera-start.ts';
import { firstHead } from '../first-mesh/first-head.ts';
import type { InitialHead } from '../first-mesh/initializer.ts';
import { rigOf } from '../first-mesh/landmark-initializer.ts';
import { type FitOptions, type FitProgress, type LossRecord, NO_LOSS } from '../options/fit-options.ts';
import { PRESETS } from '../options/presets.ts';
import { createStageClock, type StageTime } from '../options/stage-clock.ts';
import type { HeadState } from '../unknowns/head-state.ts';
import type { RigLayout } from '../unknowns/rig.ts';
import { type ViewExpressions, viewExpressions } from '../unknowns/view-expressions.ts';
import { fitPhotometric } from './photometric-fit.ts';

/** A capture's fit up to where the adaptive skinning model takes over. */
export interface PreparedFit {
  readonly input: FitInput;
  readonly options: FitOptions;
  readonly first: InitialHead;
  /** First mesh [V, 3] mm. */
  readonly initialPositions: Float64Array;
  readonly working: readonly WorkingView[];
  readonly greys: readonly GreyView[];
  /** Pixels of the working views. */
  readonly observations: readonly (Observation | null)[];
  readonly samples: ShapePoints;
  readonly rig: RigLayout;
  readonly expressions: ViewExpressions;
  /** After the morphable head's stages; cameras of the working views. */
  readonly state: HeadState;
  readonly losses: readonly LossRecord[];
  readonly stages: readonly StageTime[];
}

/** First mesh, then pixels by Gauss-Newton on the morphable head. What it leaves in kernel memory the next stage needs. */
export async function prepareFit(
  kernels: Kernels,
  input: FitInput,
  options: FitOptions,
  progress: FitProgress,
): Promise<PreparedFit> {
  const preset = PRESETS[options.preset];
  const clock = createStageClock();
  const losses: LossRecord[] = [];
  const record = (entry: LossRecord): void => {
    losses.push(entry);
    progress.step(entry);
  };
  const { views, landmarks, closure, bias } = input;
  progress.stage('initialise', 40);
  const first = await clock.time('initialise', () => firstHead(kernels, input, options.init, record));
  const { space } = first;
  const rig = rigOf(views);
  const expressions = viewExpressions(views, space);
  const initialPositions = evaluateShape(space, first.mesh);
  const working = await clock.time('crop', async () =>
    createWorkingViews(kernels, views, first.cameras, initialPositions),
  );
  const greys = greyViews(kernels.memory, working);
  const observations = input.observations.map((observation, v) => toWorking(observation, working[v]));
  const samples = faceSamples(space, preset.sampleCount, options.seed);
  let state: HeadState = {
    cameras: first.cameras.map((camera, v) => toWorkingCamera(camera, working[v])),
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
        { space, rig, expressions, views: working, observations, landmarks, bias, closure, focals, samples },
        greys,
        state,
        preset.photometric,
        preset.tolerance,
        async (step, total) => {
          record({ ...NO_LOSS, stage: 'photometric', step, total });
          // Between steps signals get their turn, or Ctrl-C would wait for the end of a stage.
          await setImmediate();
        },
      ),
    );
  }
  return {
    input,
    options,
    first,
    initialPositions,
    working,
    greys,
    observations,
    samples,
    rig,
    expressions,
    state,
    losses,
    stages: [...input.stages, ...clock.stages],
  };
}

function toWorking(observation: Observation | null, view: WorkingView): Observation | null {
  if (observation === null) return null;
  const points = observation.points.map((x, i) => (x - (i % 2 === 0 ? view.offsetX : view.offsetY)) * view.scale);
  return { points, confidence: observation.confidence };
}
