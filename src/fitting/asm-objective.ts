import {
  type AdaptiveSkinningModel,
  type AsmForward,
  asmBackward,
  asmForward,
  asmPairs,
} from '../asm/adaptive-skinning-model.ts';
import {
  addExpressionShift,
  EXPRESSION_BONE_PARAMETERS,
  type ExpressionInfluences,
  expressionInfluences,
  expressionShiftBackward,
  influenceWeights,
  influenceWeightsBackward,
  NO_INFLUENCES,
} from '../asm/expression-bones.ts';
import type { SkinningPairs } from '../asm/mixture-weights.ts';
import { type Camera, packCamera, project } from '../geometry/camera.ts';
import { pixelsPerMm } from '../geometry/rig.ts';
import { skinTriangles } from '../head/head-model.ts';
import { pointPositions, pointPositionsBackward, type ShapePoints } from '../head/shape-space.ts';
import { indexCopy, type Kernels, type RealArray, realCopy } from '../kernels/kernel.ts';
import { CAMERA_GRADIENT, CAMERA_NUMBERS, PROJECT_BACKWARD } from '../kernels/projection.ts';
import { type AsmParameterTable, asmPrior } from './asm-priors.ts';
import { closureLoss } from './closure-term.ts';
import { type ConsistencyTerm, consistencyLoss, probeFeatures, residualScale } from './consistency-term.ts';
import { type GreyView, type SurfaceFeature, viewFeatures } from './feature-images.ts';
import type { ImageEvidence } from './image-evidence.ts';
import { type LandmarkView, landmarkLoss, landmarkViews } from './landmark-term.ts';
import { MIN_COSINE, REFERENCE_SAMPLES } from './photometric-fit.ts';
import { addRigGradient } from './rig-gradient.ts';
import { sampleNormals, sampleNormalsBackward } from './sample-normals.ts';
import { type ShadingImage, type ShadingTerm, shadingImages, shadingLoss, shadingTerm } from './shading-term.ts';
import { foldGuardLoss, type SmoothnessTerm, smoothnessLoss } from './smoothness.ts';
import { deviationOffsets, groupSlice } from './view-expressions.ts';
import { createVisibility, sampleVisibility, type Visibility } from './visibility.ts';

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

/** What all steps of a fit work on, in kernel memory where kernels read it. */
export interface AsmWorkspace {
  readonly kernels: Kernels;
  /** Skin triangles [T, 3]. */
  readonly triangles: Uint32Array;
  readonly visibility: Visibility;
  /** Landmarks, samples and gaps. */
  readonly sets: readonly [PointSet, PointSet, PointSet];
}

/** Points and what the held expression deviations of each group of views add to them. */
interface PointSet {
  readonly points: ShapePoints;
  readonly offsets: readonly Float64Array[];
}

export function asmWorkspace(kernels: Kernels, problem: AsmFitProblem): AsmWorkspace {
  const set = (points: ShapePoints): PointSet => ({
    points,
    offsets: deviationOffsets(points, problem.expressions, problem.deviations),
  });
  return {
    kernels,
    triangles: indexCopy(kernels.memory, skinTriangles(problem.model.head)),
    visibility: createVisibility(kernels, problem.views.length, problem.samples.count),
    sets: [set(problem.landmarks), set(problem.samples), set(problem.closure)],
  };
}

/** What a stage holds fixed between refreshes. */
export interface AsmContext {
  readonly table: AsmParameterTable;
  readonly smoothness: SmoothnessTerm;
  readonly stage: AsmStage;
  readonly pairs: SkinningPairs;
  /** Of the workspace's point sets. */
  readonly influences: readonly ExpressionInfluences[];
  readonly landmarkViews: readonly (LandmarkView | null)[];
  readonly consistency: ConsistencyTerm | null;
  readonly shading: ShadingTerm | null;
}

/** What a stage computes once of the photographs. */
export interface StageImages {
  readonly features: readonly SurfaceFeature[];
  /** For {@link ShadingTerm}; empty where the stage leaves it out. */
  readonly shading: readonly ShadingImage[];
}

/** Null where the stage leaves the pixels out. @param greys of the problem's views */
export function stageImages(
  kernels: Kernels,
  problem: AsmFitProblem,
  greys: readonly GreyView[],
  stage: AsmStage,
  cameras: readonly Camera[],
): StageImages | null {
  const { views } = problem;
  const { blurMm } = stage;
  if (blurMm === null || views.length < 2) return null;
  const sigmas = cameras.map((camera) => blurMm * pixelsPerMm(camera));
  return {
    features: viewFeatures(kernels, greys, cameras, blurMm),
    shading: stage.shadingLambda > 0 ? shadingImages(kernels, views, sigmas) : [],
  };
}

/** @param scale robust scale of the consistency residuals; where absent it is measured at the state */
export function createContext(
  workspace: AsmWorkspace,
  problem: AsmFitProblem,
  table: AsmParameterTable,
  smoothness: SmoothnessTerm,
  stage: AsmStage,
  images: StageImages | null,
  state: AsmFitState,
  scale?: number,
): AsmContext {
  const { kernels, triangles, visibility, sets } = workspace;
  const { model, views, samples } = problem;
  const { cameras } = state;
  const pairs = asmPairs(kernels.memory, model, state.parameters);
  const marks = landmarkViews(problem.observations, cameras, problem.bias);
  const influences = sets.map(({ points }) =>
    problem.expressions.groupCount > 0 ? expressionInfluences(points, pairs) : NO_INFLUENCES,
  );
  const context = { table, smoothness, stage, pairs, influences, landmarkViews: marks };
  if (images === null) return { ...context, consistency: null, shading: null };
  const forward = asmForward(kernels, model, state.parameters, pairs);
  const { positions } = forward;
  sampleVisibility(kernels, cameras, samples, positions, triangles, MIN_COSINE, visibility);
  const perSample = REFERENCE_SAMPLES / samples.count;
  const { seen } = seenPoints(workspace, problem, influences[1], state, 1, forward);
  const base = { features: images.features, visibility, factor: stage.lambda * perSample };
  const robust = scale ?? residualScale(probeFeatures(kernels, base, cameras, seen));
  const shading =
    images.shading.length === 0
      ? null
      : shadingTerm(
          kernels,
          images.shading,
          views.map((view) => view.mask),
          visibility.weights,
          cameras,
          seen,
          Float64Array.from(sampleNormals(kernels, samples, positions, triangles).normals),
          stage.shadingLambda * perSample,
        );
  return { ...context, consistency: Number.isNaN(robust) ? null : { ...base, scale: robust }, shading };
}

/** Points of the moved skin as each view shows them [views][N, 3], in kernel memory, and the influences' weights. */
function seenPoints(
  { kernels, sets }: AsmWorkspace,
  { expressions }: AsmFitProblem,
  influences: ExpressionInfluences,
  state: AsmFitState,
  set: number,
  forward: Pick<AsmForward, 'positions' | 'weights'>,
): { seen: RealArray[]; omega: Float64Array } {
  const { points, offsets } = sets[set];
  const shared = pointPositions(points, forward.positions);
  const omega = influenceWeights(influences, forward.weights.weights);
  const seen = Array.from(expressions.group, (group) => {
    const out = realCopy(kernels.memory, shared);
    if (group < 0) return out;
    const offset = offsets[group];
    for (let i = 0; i < out.length; i++) out[i] += offset[i];
    addExpressionShift(influences, omega, groupSlice(state.boneTranslations, EXPRESSION_BONE_PARAMETERS, group), out);
    return out;
  });
  return { seen, omega };
}

/** The objective at a state and its gradient on [model parameters | rig parameters | bone translations]. */
export function asmObjective(
  workspace: AsmWorkspace,
  problem: AsmFitProblem,
  context: AsmContext,
  state: AsmFitState,
): { losses: AsmLosses; gradient: Float64Array } {
  const { kernels, triangles, sets } = workspace;
  const { memory } = kernels;
  const { model, rig, landmarks, samples, expressions } = problem;
  const { stage, pairs } = context;
  const { cameras } = state;
  const mark = memory.mark();
  const forward = asmForward(kernels, model, state.parameters, pairs);
  const terms = sets.map(({ points }, set) => {
    const influences = context.influences[set];
    const { seen, omega } = seenPoints(workspace, problem, influences, state, set, forward);
    return { points, influences, omega, seen, gradients: seen.map((x) => memory.real(x.length)) };
  });
  const [marks, skin, gaps] = terms;
  const gradPositions = memory.real(forward.positions.length);
  const samplePixels = memory.real(2 * cameras.length * samples.count);
  let photometric = 0;
  if (context.consistency !== null) {
    const probes = probeFeatures(kernels, context.consistency, cameras, skin.seen);
    photometric += consistencyLoss(kernels, context.consistency, probes, samplePixels);
  }
  if (context.shading !== null) {
    const facing = sampleNormals(kernels, samples, forward.positions, triangles);
    const gradNormals = memory.real(facing.normals.length);
    photometric += shadingLoss(kernels, context.shading, cameras, skin.seen, facing.normals, samplePixels, gradNormals);
    sampleNormalsBackward(kernels, samples, forward.positions, triangles, facing, gradNormals, gradPositions);
  }
  const gradCameras = cameras.map(() => memory.double(CAMERA_GRADIENT));
  const packed = cameras.map((camera) => packCamera(camera, memory.double(CAMERA_NUMBERS)));
  let landmark = 0;
  const markPixels = cameras.map((camera, v) => {
    const pixels = memory.real(2 * landmarks.count);
    const view = context.landmarkViews[v];
    if (view === null) return pixels;
    landmark += stage.landmarkFactor * landmarkLoss(view, project(camera, marks.seen[v]), pixels);
    for (let i = 0; i < pixels.length; i++) pixels[i] *= stage.landmarkFactor;
    return pixels;
  });
  // Neither term looks at depth.
  const noDepths = memory.real(Math.max(samples.count, landmarks.count));
  const backward = (term: typeof skin, v: number, gradPixels: RealArray) => ({
    camera: packed[v],
    points: term.seen[v],
    count: term.points.count,
    gradPixels,
    gradDepths: noDepths,
    gradPoints: term.gradients[v],
    gradCamera: gradCameras[v],
  });
  const ownPixels = (v: number): RealArray => samplePixels.subarray(2 * v * samples.count, 2 * (v + 1) * samples.count);
  kernels.run(
    PROJECT_BACKWARD,
    cameras.map((_, v) => backward(skin, v, ownPixels(v))),
  );
  kernels.run(
    PROJECT_BACKWARD,
    cameras.map((_, v) => backward(marks, v, markPixels[v])),
  );
  const gradRig = new Float64Array(rig.parameterCount);
  cameras.forEach((_, v) => {
    // Gaps are measured with the cameras held.
    const moving = [marks, skin].map(({ seen, gradients }) => ({ points: seen[v], gradient: gradients[v] }));
    addRigGradient(rig, v, gradCameras[v], moving, gradRig);
  });
  landmark += closureLoss(cameras, problem.observations, gaps.seen, CLOSURE_FACTOR, gaps.gradients);
  const gradWeights = memory.real(pairs.bones.length);
  const gradTranslations = new Float64Array(state.boneTranslations.length);
  for (const { points, influences, omega, gradients } of terms) {
    const total = new Float64Array(3 * points.count);
    const gradOmega = new Float64Array(omega.length);
    gradients.forEach((gradient, v) => {
      for (let i = 0; i < total.length; i++) total[i] += gradient[i];
      const group = expressions.group[v];
      if (group < 0) return;
      const tau = groupSlice(state.boneTranslations, EXPRESSION_BONE_PARAMETERS, group);
      const gradTau = groupSlice(gradTranslations, EXPRESSION_BONE_PARAMETERS, group);
      expressionShiftBackward(influences, omega, tau, gradient, gradTau, gradOmega);
    });
    pointPositionsBackward(points, total, gradPositions);
    influenceWeightsBackward(influences, gradOmega, gradWeights);
  }
  const { positions, template } = forward;
  let prior = smoothnessLoss(context.smoothness, positions, template, stage.priorFactor, gradPositions);
  prior += foldGuardLoss(triangles, positions, template, FOLD_WEIGHT, gradPositions);
  const gradParameters = asmBackward(kernels, model, state.parameters, forward, gradPositions, gradWeights);
  prior += asmPrior(model, context.table, state.parameters, stage.priorFactor, gradParameters);
  prior += translationPrior(state.boneTranslations, gradTranslations);
  memory.release(mark);
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
