import { setImmediate } from 'node:timers/promises';
import { type AdaptiveSkinningModel, createAsm } from '../asm/adaptive-skinning-model.ts';
import { EXPRESSION_BONE_PARAMETERS } from '../asm/expression-bones.ts';
import { type AsmVariant, WHOLE_MODEL } from '../asm/variant.ts';
import type { Capture } from '../capture/load-capture.ts';
import { fromWorkingCamera, type WorkingView } from '../capture/working-view.ts';
import type { Camera } from '../geometry/camera.ts';
import type { HeadModel } from '../head/head-model.ts';
import type { LandmarkBias } from '../head/landmark-bias.ts';
import { evaluateShape, expressionStart, type ShapeSpace } from '../head/shape-space.ts';
import { SHUT_OPENING_MM } from '../head/shut-slits.ts';
import { SLIT_NAMES, type SlitName } from '../head/slits.ts';
import type { Kernels } from '../kernels/kernel.ts';
import { type AsmFitResult, fitAsm } from './asm-fit.ts';
import type { AsmLosses, AsmStage } from './asm-problem.ts';
import type { Observation } from './camera-start.ts';
import { observedOpening } from './closure-term.ts';
import { fitDetail } from './detail-fit.ts';
import { checkFit } from './evidence/check-fit.ts';
import { finishHead } from './finish-head.ts';
import { observeCapture } from './fit-input.ts';
import { checkFitOptions, type FitOptions, type FitProgress, type LossRecord } from './fit-options.ts';
import { metricSize } from './metric-size.ts';
import type { ObservedCapture } from './observe-views.ts';
import { type PreparedFit, prepareFit } from './prepare-fit.ts';
import { PRESETS, singleViewStages } from './presets.ts';
import { createStageClock, type StageTime } from './stage-clock.ts';
import type { ViewExpressions } from './view-expressions.ts';

export interface FittedHead {
  readonly head: HeadModel;
  readonly space: ShapeSpace;
  readonly observed: ObservedCapture;
  readonly working: readonly WorkingView[];
  /** Landmark observations over `landmarkPoints`, photograph pixels. */
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
  /** Displacement of the skin along its normals that is in `positions` [skin vertices], mm; null where none was asked for. */
  readonly detail: Float64Array | null;
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
 * @throws {AsmFitError} usage: an option is none; no_face; input: no head explains the views; diverged
 */
export async function fitCapture(
  kernels: Kernels,
  capture: Capture,
  head: HeadModel,
  options: FitOptions,
  progress: FitProgress,
): Promise<FittedHead> {
  checkFitOptions(options);
  const input = await observeCapture(kernels, capture, head, progress);
  return refineFit(kernels, await prepareFit(kernels, input, options, progress), WHOLE_MODEL, progress);
}

/** The adaptive skinning model, or a variant of it, from where {@link prepareFit} ended. */
export async function refineFit(
  kernels: Kernels,
  prepared: PreparedFit,
  variant: AsmVariant,
  progress: FitProgress,
): Promise<FittedHead> {
  const { input, options, first, working, observations, samples, rig, expressions, state } = prepared;
  const { capture, head, views, landmarks, closure, bias, observed } = input;
  const clock = createStageClock();
  const losses: LossRecord[] = [...prepared.losses];
  const captured = evaluateShape(first.space, state.coefficients);
  const model = createAsm(head, captured, variant.mixtures);
  const stages: readonly AsmStage[] = views.length > 1 ? PRESETS[options.preset].asm : singleViewStages(first.method);
  progress.stage(
    'asm',
    stages.reduce((sum, stage) => sum + stage.steps, 0),
  );
  const problem = {
    model,
    freeze: variant.freeze,
    rig,
    expressions,
    deviations: state.deviations,
    views: working,
    observations,
    landmarks,
    bias,
    closure,
    samples,
    optimizer: options.optimizer,
  };
  const record = async (stage: string, step: number, entry: AsmLosses): Promise<void> => {
    losses.push({ stage, step, ...entry });
    progress.step({ stage, step, ...entry });
    // Between steps signals get their turn, or Ctrl-C would wait for the end of a stage.
    await setImmediate();
  };
  const result = await clock.time('asm', () =>
    fitAsm(
      kernels,
      problem,
      prepared.greys,
      {
        parameters: model.rest.slice(),
        cameras: state.cameras,
        boneTranslations: new Float64Array(expressions.groupCount * EXPRESSION_BONE_PARAMETERS),
      },
      stages,
      (stage, step, entry) => record(stage.name, step, entry),
    ),
  );
  // One view alone has no second one to be consistent with.
  const detail =
    options.detail && views.length > 1
      ? await clock.time('detail', () =>
          fitDetail(kernels, problem, prepared.greys, result, (step, entry) => record('detail', step, entry)),
        )
      : null;
  const shut = SLIT_NAMES.filter((name) => observedOpening(name, result.cameras, observations) < SHUT_OPENING_MM);
  const posed = finishHead(head, captured, detail?.positions ?? result.forward.positions, closure, shut);
  const cameras = result.cameras.map((camera, v) => fromWorkingCamera(camera, working[v], views[v].image));
  const size = metricSize(capture, views, cameras);
  const scale = (positions: Float64Array): Float64Array => positions.map((x) => x * size);
  const fitted = {
    head,
    space: first.space,
    observed,
    working,
    observations: input.observations,
    cameras: cameras.map((camera) => ({ ...camera, translation: scale(camera.translation) })),
    initial: { positions: scale(prepared.initialPositions), coefficients: first.mesh, method: first.method },
    positions: scale(posed),
    coefficients: state.coefficients,
    expressions,
    deviations: state.deviations,
    asm: { model, result },
    detail: detail === null ? null : scale(detail.displacement),
    losses,
    stages: [...prepared.stages, ...clock.stages],
    bias,
    size,
    shut,
  };
  return { ...fitted, warnings: [...capture.warnings, ...observed.warnings, ...checkFit(fitted)] };
}

/** Share of expressions in a fit: their columns of the coefficients. */
export function expressionCoefficients(space: ShapeSpace, coefficients: Float64Array): Float64Array {
  return coefficients.subarray(expressionStart(space));
}
