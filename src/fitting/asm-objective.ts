import {
  type AdaptiveSkinningModel,
  type AsmForward,
  asmBackward,
  asmForward,
  asmPairs,
} from '../asm/adaptive-skinning-model.ts';
import { EXPRESSION_BONE_PARAMETERS, expressionShift, expressionShiftBackward } from '../asm/expression-bones.ts';
import type { SkinningPairs } from '../asm/mixture-weights.ts';
import type { LinearImage } from '../capture/image.ts';
import { type Camera, type CameraGradient, project, projectBackward } from '../geometry/camera.ts';
import { pixelsPerMm } from '../geometry/rig.ts';
import { skinTriangles } from '../head/head-model.ts';
import { pointPositions, pointPositionsBackward, type ShapePoints } from '../head/shape-space.ts';
import type { SurfaceFeature } from '../render/surface-feature.ts';
import { type AsmParameterTable, asmPrior } from './asm-priors.ts';
import { closureLoss } from './closure-term.ts';
import { type ConsistencyTerm, consistencyLoss, residualScale } from './consistency-term.ts';
import type { ImageEvidence } from './image-evidence.ts';
import { type LandmarkView, landmarkLoss, landmarkViews } from './landmark-term.ts';
import { MIN_COSINE, REFERENCE_SAMPLES, viewFeatures } from './photometric-fit.ts';
import { addRigGradient } from './rig-gradient.ts';
import { sampleNormals, sampleNormalsBackward } from './sample-normals.ts';
import { type ShadingTerm, shadingImages, shadingLoss, shadingTerm } from './shading-term.ts';
import { foldGuardLoss, type SmoothnessTerm, smoothnessLoss } from './smoothness.ts';
import { groupSlice, viewPoints } from './view-expressions.ts';
import { sampleVisibility } from './visibility.ts';

const FOLD_WEIGHT = 50;
const CLOSURE_FACTOR = 0.3;
/** mm: scale of the Cauchy prior on what one view's expression moves a bone. */
const TRANSLATION_SCALE = 0.3;

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
  /** The same for the pixels under each view's light; 0 leaves them out. */
  readonly shadingLambda: number;
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

/** What a stage holds fixed between refreshes. */
export interface AsmContext {
  readonly table: AsmParameterTable;
  readonly smoothness: SmoothnessTerm;
  readonly stage: AsmStage;
  readonly pairs: SkinningPairs;
  readonly landmarkViews: readonly (LandmarkView | null)[];
  readonly consistency: ConsistencyTerm | null;
  readonly shading: ShadingTerm | null;
}

/** What a stage computes once of the photographs. */
export interface StageImages {
  readonly features: readonly SurfaceFeature[];
  /** For {@link ShadingTerm}; empty where the stage leaves it out. */
  readonly shading: readonly LinearImage[];
}

/** Null where the stage leaves the pixels out. */
export function stageImages(problem: AsmFitProblem, stage: AsmStage, cameras: readonly Camera[]): StageImages | null {
  const { views } = problem;
  const { blurMm } = stage;
  if (blurMm === null || views.length < 2) return null;
  const sigmas = cameras.map((camera) => blurMm * pixelsPerMm(camera));
  return {
    features: viewFeatures(views, cameras, blurMm),
    shading: stage.shadingLambda > 0 ? shadingImages(views, sigmas) : [],
  };
}

/** @param scale robust scale of the consistency residuals; where absent it is measured at the state */
export function createContext(
  problem: AsmFitProblem,
  table: AsmParameterTable,
  smoothness: SmoothnessTerm,
  stage: AsmStage,
  images: StageImages | null,
  state: AsmFitState,
  scale?: number,
): AsmContext {
  const { model, views, samples } = problem;
  const { cameras } = state;
  const pairs = asmPairs(model, state.parameters);
  const marks = landmarkViews(problem.observations, cameras, problem.bias);
  const context = { table, smoothness, stage, pairs, landmarkViews: marks, consistency: null, shading: null };
  if (images === null) return context;
  const { positions, ...skinning } = asmForward(model, state.parameters, pairs);
  const triangles = skinTriangles(model.head);
  const visibility = sampleVisibility(cameras, samples, positions, triangles, MIN_COSINE);
  const masks = views.map((view) => view.mask);
  const perSample = REFERENCE_SAMPLES / samples.count;
  const seen = seenPoints(problem, state, samples, { positions, ...skinning });
  const base: ConsistencyTerm = {
    features: images.features,
    masks,
    visibility,
    scale: scale ?? 1,
    factor: stage.lambda * perSample,
  };
  const robust = scale ?? residualScale(base, cameras, seen);
  const shading =
    images.shading.length === 0
      ? null
      : shadingTerm(
          images.shading,
          masks,
          visibility.weights,
          cameras,
          seen,
          sampleNormals(samples, positions, triangles).normals,
          stage.shadingLambda * perSample,
        );
  return { ...context, consistency: Number.isNaN(robust) ? null : { ...base, scale: robust }, shading };
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
  let photometric =
    context.consistency === null ? 0 : consistencyLoss(context.consistency, state.cameras, skin.seen, samplePixels);
  const gradPositions = new Float64Array(forward.positions.length);
  if (context.shading !== null) {
    const triangles = skinTriangles(model.head);
    const facing = sampleNormals(samples, forward.positions, triangles);
    const gradNormals = new Float64Array(facing.normals.length);
    photometric += shadingLoss(context.shading, state.cameras, skin.seen, facing.normals, samplePixels, gradNormals);
    sampleNormalsBackward(samples, forward.positions, triangles, facing, gradNormals, gradPositions);
  }
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
