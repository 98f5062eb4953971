import {
  type AdaptiveSkinningModel,
  type AsmForward,
  asmBackward,
  asmForward,
  asmPairs,
} from '../asm/adaptive-skinning-model.ts';
import { EXPRESSION_BONE_PARAMETERS, expressionShift, expressionShiftBackward } from '../asm/expression-bones.ts';
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
import { type LandmarkView, landmarkLoss, landmarkViews } from './landmark-term.ts';
import { MIN_COSINE, REFERENCE_SAMPLES, viewFeatures } from './photometric-fit.ts';
import { addRigGradient } from './rig-gradient.ts';
import { type SgdState, sgd } from './sgd.ts';
import { foldGuardLoss, type SmoothnessTerm, smoothnessLoss, smoothnessTerm } from './smoothness.ts';
import { groupSlice, viewPoints } from './view-expressions.ts';
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
  /** Translations of the expressive bones in each group of views tau [G, X, 3], mm. */
  readonly boneTranslations: Float64Array;
}

export interface AsmFitResult extends AsmFitState {
  readonly forward: AsmForward;
}

/** What hides what, and which bones reach which vertex, changes slowly. */
const REFRESH_STEPS = 20;
const SMOOTHNESS_SIGMA_MM = 0.08;
const FOLD_WEIGHT = 50;
const CLOSURE_FACTOR = 0.3;
/** mm: scale of the Cauchy prior on what one view's expression moves a bone, and its learning rate. */
const TRANSLATION_SCALE = 0.3;
const TRANSLATION_RATE = 0.03;
/** A small rate: poses come from Gauss-Newton and only follow. */
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
export interface AsmContext {
  readonly table: AsmParameterTable;
  readonly smoothness: SmoothnessTerm;
  readonly stage: AsmStage;
  readonly pairs: SkinningPairs;
  readonly landmarkViews: readonly (LandmarkView | null)[];
  readonly consistency: ConsistencyTerm | null;
}

export function createContext(
  problem: AsmFitProblem,
  table: AsmParameterTable,
  smoothness: SmoothnessTerm,
  stage: AsmStage,
  state: AsmFitState,
  features?: readonly SurfaceFeature[],
  scale?: number,
): AsmContext {
  const { model, views, samples } = problem;
  const pairs = asmPairs(model, state.parameters);
  const marks = landmarkViews(problem.observations, state.cameras, problem.bias);
  let consistency: ConsistencyTerm | null = null;
  if (stage.blurMm !== null && views.length > 1) {
    const forward = asmForward(model, state.parameters, pairs);
    const visibility: Visibility = sampleVisibility(
      state.cameras,
      samples,
      forward.positions,
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
    const seen = seenPoints(problem, state, samples, forward);
    const robust = scale ?? residualScale(base, state.cameras, seen);
    consistency = Number.isNaN(robust) ? null : { ...base, scale: robust };
  }
  return { table, smoothness, stage, pairs, landmarkViews: marks, consistency };
}

/** Points of the moved skin as each view shows them [views][N, 3]. */
function seenPoints(
  problem: AsmFitProblem,
  state: AsmFitState,
  points: ShapePoints,
  forward: Pick<AsmForward, 'positions' | 'pairs' | 'weights'>,
): Float64Array[] {
  const { expressions, deviations } = problem;
  const seen = viewPoints(points, pointPositions(points, forward.positions), expressions, deviations);
  return seen.map((x, v) => {
    const group = expressions.group[v];
    if (group < 0) return x;
    const shift = expressionShift(
      points,
      forward.pairs,
      forward.weights.weights,
      groupSlice(state.boneTranslations, EXPRESSION_BONE_PARAMETERS, group),
    );
    return x.map((value, i) => value + shift[i]);
  });
}

/** The objective at a state and its gradient on [model parameters | rig parameters | bone translations]. */
export function asmObjective(
  problem: AsmFitProblem,
  context: AsmContext,
  state: AsmFitState,
): { losses: AsmLosses; gradient: Float64Array } {
  const { model, rig, landmarks, samples, closure, expressions } = problem;
  const { stage, pairs } = context;
  const forward = asmForward(model, state.parameters, pairs);
  const terms = [landmarks, samples, closure].map((points) => {
    const seen = seenPoints(problem, state, points, forward);
    return { points, seen, gradients: seen.map((x) => new Float64Array(x.length)) };
  });
  const [marks, skin, gaps] = terms;
  const gradRig = new Float64Array(rig.parameterCount);
  let landmark = 0;
  const samplePixels = state.cameras.map(() => new Float64Array(2 * samples.count));
  const photometric =
    context.consistency === null ? 0 : consistencyLoss(context.consistency, state.cameras, skin.seen, samplePixels);
  state.cameras.forEach((camera, v) => {
    const gradCamera: CameraGradient = { rotation: new Float64Array(3), translation: new Float64Array(3), logFocal: 0 };
    const view = context.landmarkViews[v];
    if (view !== null) {
      const pixels = new Float64Array(2 * landmarks.count);
      landmark += stage.landmarkFactor * landmarkLoss(view, project(camera, marks.seen[v]), pixels);
      for (let i = 0; i < pixels.length; i++) pixels[i] *= stage.landmarkFactor;
      projectBackward(camera, marks.seen[v], pixels, marks.gradients[v], gradCamera);
    }
    projectBackward(camera, skin.seen[v], samplePixels[v], skin.gradients[v], gradCamera);
    // Gaps are measured with the cameras held.
    const moving = [marks, skin].map(({ seen, gradients }) => ({ points: seen[v], gradient: gradients[v] }));
    addRigGradient(rig, v, gradCamera, moving, gradRig);
  });
  landmark += closureLoss(state.cameras, problem.observations, gaps.seen, CLOSURE_FACTOR, gaps.gradients);
  const gradPositions = new Float64Array(forward.positions.length);
  const gradWeights = new Float64Array(pairs.bones.length);
  const gradTranslations = new Float64Array(state.boneTranslations.length);
  for (const { points, gradients } of terms)
    gradients.forEach((gradient, v) => {
      pointPositionsBackward(points, gradient, gradPositions);
      const group = expressions.group[v];
      if (group < 0) return;
      const tau = groupSlice(state.boneTranslations, EXPRESSION_BONE_PARAMETERS, group);
      const gradTau = groupSlice(gradTranslations, EXPRESSION_BONE_PARAMETERS, group);
      expressionShiftBackward(points, pairs, forward.weights.weights, tau, gradient, gradTau, gradWeights);
    });
  let prior = smoothnessLoss(context.smoothness, forward.positions, model.template, stage.priorFactor, gradPositions);
  prior += foldGuardLoss(skinTriangles(model.head), forward.positions, model.template, FOLD_WEIGHT, gradPositions);
  const gradParameters = asmBackward(model, state.parameters, forward, gradPositions, gradWeights);
  prior += asmPrior(model, context.table, state.parameters, stage.priorFactor, gradParameters);
  prior += translationPrior(state.boneTranslations, gradTranslations);
  const gradient = Float64Array.of(...gradParameters, ...gradRig, ...gradTranslations);
  return { losses: { total: landmark + photometric + prior, landmark, photometric, prior }, gradient };
}

/** L = sum log(1 + (tau/s)^2)/2: views differ only where the photographs insist. */
function translationPrior(translations: Float64Array, gradOut: Float64Array): number {
  let loss = 0;
  translations.forEach((x, i) => {
    loss += Math.log1p((x / TRANSLATION_SCALE) ** 2) / 2;
    gradOut[i] += x / (TRANSLATION_SCALE ** 2 + x * x);
  });
  return loss;
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
  const translationStart = parameterCount + problem.rig.parameterCount;
  const rates = Float64Array.of(
    ...table.learningRate,
    ...rigRates(problem.rig),
    ...start.boneTranslations.map(() => TRANSLATION_RATE),
  );
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
    const { losses, gradient } = asmObjective(problem, context, state);
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
      boneTranslations: state.boneTranslations.map((x, i) => x + update.step[translationStart + i]),
    };
  }
  return best.state;
}
