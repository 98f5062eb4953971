import { type AsmForward, asmBackward, asmForward } from '../../asm/adaptive-skinning-model.ts';
import {
  EXPRESSION_BONE_PARAMETERS,
  expressionShiftBackward,
  influenceWeightsBackward,
} from '../../asm/expression-bones.ts';
import { packCamera, project } from '../../geometry/camera.ts';
import { pointPositionsBackward } from '../../head/shape/shape-space.ts';
import { CAMERA_GRADIENT, CAMERA_NUMBERS, PROJECT_BACKWARD } from '../../kernels/jobs/points/projection.ts';
import type { RealArray } from '../../kernels/kernel.ts';
import { sampleNormals, sampleNormalsBackward } from '../evidence/sample-normals.ts';
import { asmPrior } from '../terms/asm-priors.ts';
import { closureLoss } from '../terms/closure-term.ts';
import { consistencyLoss, probeFeatures } from '../terms/consistency-term.ts';
import { landmarkLoss } from '../terms/landmark-term.ts';
import { shadingLoss } from '../terms/shading-term.ts';
import { foldGuardLoss, smoothnessLoss } from '../terms/smoothness.ts';
import { addRigGradient } from '../unknowns/rig-gradient.ts';
import { groupSlice } from '../unknowns/view-expressions.ts';
import { type AsmContext, type AsmWorkspace, seenPoints } from './asm-context.ts';
import type { AsmFitProblem, AsmFitState, AsmLosses } from './asm-problem.ts';

const FOLD_WEIGHT = 200;
const CLOSURE_FACTOR = 0.3;
/** mm: scale of the Cauchy prior on what one view's expression moves a bone. */
const TRANSLATION_SCALE = 0.3;

/** What the photographs say of a moved skin. */
export interface EvidenceLoss {
  readonly landmark: number;
  readonly photometric: number;
  readonly gradRig: Float64Array;
  readonly gradTranslations: Float64Array;
}

/**
 * Landmarks, pixels and gaps of all views at a moved skin.
 * @param gradPositions [V, 3] and gradWeights [pairs], in kernel memory, accumulated into
 */
export function evidenceLoss(
  workspace: AsmWorkspace,
  problem: AsmFitProblem,
  context: AsmContext,
  state: AsmFitState,
  forward: Pick<AsmForward, 'positions' | 'weights'>,
  gradPositions: RealArray,
  gradWeights: RealArray,
): EvidenceLoss {
  const { kernels, triangles, sets } = workspace;
  const { memory } = kernels;
  const { rig, landmarks, samples, expressions } = problem;
  const { stage } = context;
  const { cameras } = state;
  const terms = sets.map(({ points }, set) => {
    const influences = context.influences[set];
    const { seen, omega } = seenPoints(workspace, problem, influences, state, set, forward);
    return { points, influences, omega, seen, gradients: seen.map((x) => memory.real(x.length)) };
  });
  const [marks, skin, gaps] = terms;
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
  return { landmark, photometric, gradRig, gradTranslations };
}

/** The objective at a state and its gradient on [model parameters | rig parameters | bone translations]. */
export function asmObjective(
  workspace: AsmWorkspace,
  problem: AsmFitProblem,
  context: AsmContext,
  state: AsmFitState,
): { losses: AsmLosses; gradient: Float64Array } {
  const { kernels, triangles } = workspace;
  const { memory } = kernels;
  const { model } = problem;
  const { stage, pairs } = context;
  const mark = memory.mark();
  const forward = asmForward(kernels, model, state.parameters, pairs);
  const gradPositions = memory.real(forward.positions.length);
  const gradWeights = memory.real(pairs.bones.length);
  const { landmark, photometric, gradRig, gradTranslations } = evidenceLoss(
    workspace,
    problem,
    context,
    state,
    forward,
    gradPositions,
    gradWeights,
  );
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
