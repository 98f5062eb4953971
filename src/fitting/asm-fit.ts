import {
  type AdaptiveSkinningModel,
  type AsmForward,
  asmBackward,
  asmForward,
  asmPairs,
} from '../asm/adaptive-skinning-model.ts';
import type { SkinningPairs } from '../asm/mixture-weights.ts';
import { AsmFitError } from '../errors.ts';
import { type Camera, type CameraGradient, project, projectBackward } from '../geometry/camera.ts';
import { moveRig, type RigLayout } from '../geometry/rig.ts';
import { skinTriangles } from '../head/head-model.ts';
import { pointPositions, pointPositionsBackward, type ShapePoints } from '../head/shape-space.ts';
import type { SurfaceFeature } from '../render/surface-feature.ts';
import { type AdamState, adam, type Optimizer } from './adam.ts';
import { type AsmParameterTable, asmParameterTable, asmPrior } from './asm-priors.ts';
import { closureLoss } from './closure-term.ts';
import { type ConsistencyTerm, consistencyLoss, residualScale } from './consistency-term.ts';
import type { ImageEvidence } from './image-evidence.ts';
import { type LandmarkView, landmarkLoss, landmarkView } from './landmark-term.ts';
import { MIN_COSINE, REFERENCE_SAMPLES, viewFeatures } from './photometric-fit.ts';
import { type SgdState, sgd } from './sgd.ts';
import { foldGuardLoss, type SmoothnessTerm, smoothnessLoss, smoothnessTerm } from './smoothness.ts';
import { viewPoints } from './view-expressions.ts';
import { sampleVisibility, type Visibility } from './visibility.ts';

export type OptimizerName = 'adam' | 'sgd';

export interface AsmFitProblem extends ImageEvidence {
  readonly model: AdaptiveSkinningModel;
  /** Expression deviations of the views [G, E], held as the morphable stages found them. */
  readonly deviations: Float64Array;
  readonly optimizer: OptimizerName;
}

/** One stage of the Adam loop. */
export interface AsmStage {
  readonly name: string;
  /** Blur of the features in mm on the face; null leaves the pixels out. */
  readonly blurMm: number | null;
  readonly steps: number;
  /** Weight of the pixels, per squared robust residual and 4,500 samples. */
  readonly lambda: number;
  readonly landmarkFactor: number;
  readonly priorFactor: number;
}

export interface AsmLosses {
  readonly total: number;
  readonly landmark: number;
  readonly photometric: number;
  readonly prior: number;
}

export interface AsmFitState {
  readonly parameters: Float64Array;
  readonly cameras: readonly Camera[];
}

export interface AsmFitResult extends AsmFitState {
  readonly forward: AsmForward;
}

/** What hides what, and which bones reach which vertex, changes slowly. */
const REFRESH_STEPS = 20;
const SMOOTHNESS_SIGMA_MM = 0.08;
const FOLD_WEIGHT = 50;
const CLOSURE_FACTOR = 0.3;
/** A small shape rate: poses come from Gauss-Newton and only follow. */
const RIG_RATES = { rotation: 2e-4, translation: 0.05, logFocal: 2e-4 } as const;
const PATIENCE = 30;
const MIN_RELATIVE_CHANGE = 1e-4;

/**
 * Refines a fit by gradient descent on all parameters of the adaptive skinning model and the cameras.
 * Keeps the best state of each stage; stops a stage when the loss no longer falls.
 * @throws {AsmFitError} diverged: a loss is not finite, or ends far above its start.
 */
export function fitAsm(
  problem: AsmFitProblem,
  start: AsmFitState,
  stages: readonly AsmStage[],
  onStep: (stage: AsmStage, step: number, losses: AsmLosses) => void = () => {},
): AsmFitResult {
  const { model } = problem;
  const table = asmParameterTable(model);
  const smoothness = smoothnessTerm(model.template.length / 3, skinTriangles(model.head), SMOOTHNESS_SIGMA_MM);
  let state = start;
  for (const stage of stages) {
    state =
      problem.optimizer === 'adam'
        ? runStage(problem, table, smoothness, adam(), state, stage, onStep)
        : runStage(problem, table, smoothness, sgd(), state, stage, onStep);
  }
  const forward = asmForward(model, state.parameters, asmPairs(model, state.parameters));
  return { ...state, forward };
}

/** What a stage holds fixed between refreshes. */
interface Context {
  readonly table: AsmParameterTable;
  readonly smoothness: SmoothnessTerm;
  readonly stage: AsmStage;
  readonly pairs: SkinningPairs;
  readonly landmarkViews: readonly (LandmarkView | null)[];
  readonly consistency: ConsistencyTerm | null;
}

function createContext(
  problem: AsmFitProblem,
  table: AsmParameterTable,
  smoothness: SmoothnessTerm,
  stage: AsmStage,
  state: AsmFitState,
  features?: readonly SurfaceFeature[],
  scale?: number,
): Context {
  const { model, views, samples } = problem;
  const pairs = asmPairs(model, state.parameters);
  const landmarkViews = problem.observations.map((observation, v) =>
    observation === null ? null : landmarkView(observation, state.cameras[v], problem.bias),
  );
  let consistency: ConsistencyTerm | null = null;
  if (stage.blurMm !== null && views.length > 1) {
    const { positions } = asmForward(model, state.parameters, pairs);
    const visibility: Visibility = sampleVisibility(
      state.cameras,
      samples,
      positions,
      skinTriangles(model.head),
      MIN_COSINE,
    );
    const base: ConsistencyTerm = {
      features: features ?? viewFeatures(views, state.cameras, stage.blurMm),
      masks: views.map((view) => view.mask),
      visibility,
      scale: scale ?? 1,
      factor: (stage.lambda * REFERENCE_SAMPLES) / samples.count,
    };
    const seen = seenPoints(problem, samples, positions);
    const robust = scale ?? residualScale(base, state.cameras, seen);
    consistency = Number.isNaN(robust) ? null : { ...base, scale: robust };
  }
  return { table, smoothness, stage, pairs, landmarkViews, consistency };
}

/** Points of the moved skin as each view shows them [views][N, 3]. */
function seenPoints(problem: AsmFitProblem, points: ShapePoints, positions: Float64Array): Float64Array[] {
  return viewPoints(points, pointPositions(points, positions), problem.expressions, problem.deviations);
}

/** The objective at a state and its gradient on [model parameters | rig parameters]. */
function evaluate(
  problem: AsmFitProblem,
  context: Context,
  state: AsmFitState,
): { losses: AsmLosses; gradient: Float64Array } {
  const { model, rig, landmarks, samples } = problem;
  const { stage } = context;
  const forward = asmForward(model, state.parameters, context.pairs);
  const gradPositions = new Float64Array(forward.positions.length);
  const gradRig = new Float64Array(rig.parameterCount);
  let landmark = 0;
  // A view's deviation only shifts its points, so that all views' gradients add up on the shared ones.
  const landmarkPoints = seenPoints(problem, landmarks, forward.positions);
  const gradLandmarks = new Float64Array(3 * landmarks.count);
  const samplePoints = seenPoints(problem, samples, forward.positions);
  const gradSamples = new Float64Array(3 * samples.count);
  const samplePixels = state.cameras.map(() => new Float64Array(2 * samples.count));
  const photometric =
    context.consistency === null ? 0 : consistencyLoss(context.consistency, state.cameras, samplePoints, samplePixels);
  state.cameras.forEach((camera, v) => {
    const gradCamera: CameraGradient = { rotation: new Float64Array(3), translation: new Float64Array(3), logFocal: 0 };
    const view = context.landmarkViews[v];
    const before = gradLandmarks.slice();
    if (view !== null) {
      const pixels = new Float64Array(2 * landmarks.count);
      landmark += stage.landmarkFactor * landmarkLoss(view, project(camera, landmarkPoints[v]), pixels);
      for (let i = 0; i < pixels.length; i++) pixels[i] *= stage.landmarkFactor;
      projectBackward(camera, landmarkPoints[v], pixels, gradLandmarks, gradCamera);
    }
    const beforeSamples = gradSamples.slice();
    projectBackward(camera, samplePoints[v], samplePixels[v], gradSamples, gradCamera);
    addRigGradient(
      rig,
      v,
      gradCamera,
      [
        [landmarkPoints[v], gradLandmarks, before],
        [samplePoints[v], gradSamples, beforeSamples],
      ],
      gradRig,
    );
  });
  const gaps = seenPoints(problem, problem.closure, forward.positions);
  const gradGaps = new Float64Array(3 * problem.closure.count);
  landmark += closureLoss(state.cameras, problem.observations, gaps, CLOSURE_FACTOR, gradGaps);
  pointPositionsBackward(problem.closure, gradGaps, gradPositions);
  pointPositionsBackward(landmarks, gradLandmarks, gradPositions);
  pointPositionsBackward(samples, gradSamples, gradPositions);
  let prior = smoothnessLoss(context.smoothness, forward.positions, model.template, stage.priorFactor, gradPositions);
  prior += foldGuardLoss(skinTriangles(model.head), forward.positions, model.template, FOLD_WEIGHT, gradPositions);
  const gradParameters = asmBackward(model, state.parameters, forward, gradPositions);
  prior += asmPrior(model, context.table, state.parameters, stage.priorFactor, gradParameters);
  const gradient = new Float64Array(gradParameters.length + gradRig.length);
  gradient.set(gradParameters);
  gradient.set(gradRig, gradParameters.length);
  return { losses: { total: landmark + photometric + prior, landmark, photometric, prior }, gradient };
}

/** Free rigs take the camera's own gradient; rigid ones that of the head's motion, from this view's share. */
function addRigGradient(
  layout: RigLayout,
  v: number,
  camera: CameraGradient,
  terms: readonly (readonly [Float64Array, Float64Array, Float64Array])[],
  gradRigOut: Float64Array,
): void {
  if (layout.kind === 'free') {
    for (let k = 0; k < 3; k++) {
      gradRigOut[6 * v + k] += camera.rotation[k];
      gradRigOut[6 * v + 3 + k] += camera.translation[k];
    }
    const group = layout.focalGroup[v];
    if (group >= 0) gradRigOut[6 * layout.viewCount + group] += camera.logFocal;
    return;
  }
  for (const [points, after, before] of terms)
    for (let i = 0; i < points.length; i += 3) {
      const h = [after[i] - before[i], after[i + 1] - before[i + 1], after[i + 2] - before[i + 2]];
      const [x, y, z] = [points[i], points[i + 1], points[i + 2]];
      gradRigOut[0] += y * h[2] - z * h[1];
      gradRigOut[1] += z * h[0] - x * h[2];
      gradRigOut[2] += x * h[1] - y * h[0];
      for (let k = 0; k < 3; k++) gradRigOut[3 + k] += h[k];
      if (layout.freeScale) gradRigOut[6] += x * h[0] + y * h[1] + z * h[2];
    }
}

function rigRates(layout: RigLayout): Float64Array {
  const out = new Float64Array(layout.parameterCount).fill(RIG_RATES.logFocal);
  const poses = layout.kind === 'free' ? layout.viewCount : 1;
  for (let v = 0; v < poses; v++) {
    out.fill(RIG_RATES.rotation, 6 * v, 6 * v + 3);
    out.fill(RIG_RATES.translation, 6 * v + 3, 6 * v + 6);
  }
  return out;
}

function runStage<State extends AdamState | SgdState>(
  problem: AsmFitProblem,
  table: AsmParameterTable,
  smoothness: SmoothnessTerm,
  optimizer: Optimizer<State>,
  start: AsmFitState,
  stage: AsmStage,
  onStep: (stage: AsmStage, step: number, losses: AsmLosses) => void,
): AsmFitState {
  const parameterCount = problem.model.layout.parameterCount;
  const rates = Float64Array.of(...table.learningRate, ...rigRates(problem.rig));
  let memory = optimizer.init(rates.length);
  let state = start;
  let context = createContext(problem, table, smoothness, stage, state);
  let best = { state, total: Number.POSITIVE_INFINITY };
  const history: number[] = [];
  for (let step = 0; step < stage.steps; step++) {
    if (step > 0 && step % REFRESH_STEPS === 0) {
      const { consistency } = context;
      context = createContext(problem, table, smoothness, stage, state, consistency?.features, consistency?.scale);
      // Another visibility is another objective: losses from before do not compare.
      best = { state, total: Number.POSITIVE_INFINITY };
    }
    const { losses, gradient } = evaluate(problem, context, state);
    if (!Number.isFinite(losses.total) || losses.total > 1e3 * (1 + (history[0] ?? losses.total)))
      throw new AsmFitError(
        'diverged',
        `fit: stage "${stage.name}" must keep a finite, falling loss; received ${losses.total} at step ${step}`,
        'try --optimizer adam, fewer views, or remove a view whose overlay looks wrong',
      );
    onStep(stage, step, losses);
    history.push(losses.total);
    if (losses.total < best.total) best = { state, total: losses.total };
    if (step >= PATIENCE && history[step - PATIENCE] - losses.total < MIN_RELATIVE_CHANGE * history[step - PATIENCE])
      break;
    // Cosine decay to 2 %.
    const decay = 0.02 + 0.98 * 0.5 * (1 + Math.cos((Math.PI * step) / stage.steps));
    const update = optimizer.update(
      gradient,
      memory,
      rates.map((rate) => rate * decay),
    );
    memory = update.state;
    state = {
      parameters: state.parameters.map((x, i) => x + update.step[i]),
      cameras: moveRig(problem.rig, state.cameras, update.step.subarray(parameterCount)),
    };
  }
  return best.state;
}
