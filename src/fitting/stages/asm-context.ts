import { type AsmForward, asmForward, asmPairs } from '../../asm/adaptive-skinning-model.ts';
import {
  addExpressionShift,
  EXPRESSION_BONE_PARAMETERS,
  type ExpressionInfluences,
  expressionInfluences,
  influenceWeights,
  NO_INFLUENCES,
} from '../../asm/expression-bones.ts';
import type { SkinningPairs } from '../../asm/mixture-weights.ts';
import type { Camera } from '../../geometry/camera.ts';
import { pixelsPerMm } from '../../geometry/camera.ts';
import { skinTriangles } from '../../head/head-model.ts';
import { pointPositions, type ShapePoints } from '../../head/shape/shape-space.ts';
import { indexCopy, type Kernels, type RealArray, realCopy } from '../../kernels/kernel.ts';
import { type GreyView, type SurfaceFeature, viewFeatures } from '../evidence/feature-images.ts';
import { sampleNormals } from '../evidence/sample-normals.ts';
import { type ShadingImage, shadingImages } from '../evidence/shading-images.ts';
import { createVisibility, sampleVisibility, type Visibility } from '../evidence/visibility.ts';
import type { AsmParameterTable } from '../terms/asm-priors.ts';
import { type ConsistencyTerm, probeFeatures, residualScale } from '../terms/consistency-term.ts';
import { type LandmarkView, landmarkViews } from '../terms/landmark-term.ts';
import { type ShadingTerm, shadingTerm } from '../terms/shading-term.ts';
import type { SmoothnessTerm } from '../terms/smoothness.ts';
import { deviationOffsets, groupSlice } from '../unknowns/view-expressions.ts';
import type { AsmFitProblem, AsmFitState, AsmStage } from './asm-problem.ts';
import { MIN_COSINE, REFERENCE_SAMPLES } from './photometric-fit.ts';

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
export function seenPoints(
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
