import type { AsmForward } from '../../asm/adaptive-skinning-model.ts';
import { vertexNeighbours, vertexNormals } from '../../geometry/mesh/mesh.ts';
import { skinTriangles } from '../../head/head-model.ts';
import { type Kernels, realCopy } from '../../kernels/kernel.ts';
import type { GreyView } from '../evidence/feature-images.ts';
import { adam, cosineDecay } from '../solvers/adam.ts';
import { asmParameterTable } from '../terms/asm-priors.ts';
import { foldGuardLoss, smoothnessTerm } from '../terms/smoothness.ts';
import { asmWorkspace, createContext, stageImages } from './asm-context.ts';
import type { AsmFitResult } from './asm-fit.ts';
import { evidenceLoss } from './asm-objective.ts';
import type { AsmFitProblem, AsmLosses, AsmStage } from './asm-problem.ts';

/** What 84 bones cannot hold: displacements of the skin along its normals. */
export interface DetailFit {
  /** [V] mm, outwards */
  readonly displacement: Float64Array;
  /** [V, 3] mm, the skin displaced */
  readonly positions: Float64Array;
}

/** As the model's last stage, without its bones; the landmarks know nothing so small. */
const STAGE: AsmStage = {
  name: 'detail',
  blurMm: 0.4,
  steps: 80,
  lambda: 1 / 2,
  shadingLambda: 1 / 2,
  landmarkFactor: 0,
  priorFactor: 1,
};
/** mm: of a displacement, and of its difference from its neighbours' mean. */
const SIGMA_MM = 0.6;
const SMOOTH_MM = 0.1;
/** mm a step */
const RATE = 0.02;
const REFRESH_STEPS = 20;
const FOLD_WEIGHT = 50;

/**
 * Smooth residuals of the skin after the model's fit: displacements d_i along the fitted normals,
 *   min over d of photographs(x + d n) + sum_i d_i^2/(2 s^2) + sum_i (d_i - mean of neighbours)^2/(2 t^2)
 * by Adam, cameras and bones held.
 */
export async function fitDetail(
  kernels: Kernels,
  problem: AsmFitProblem,
  greys: readonly GreyView[],
  fitted: AsmFitResult,
  onStep: (step: number, losses: AsmLosses) => void | Promise<void>,
): Promise<DetailFit> {
  const { model } = problem;
  const { memory } = kernels;
  const triangles = skinTriangles(model.head);
  const base = Float64Array.from(fitted.forward.positions);
  const { normals } = vertexNormals(base, triangles);
  const neighbours = vertexNeighbours(base.length / 3, triangles, 3);
  const moved = (displacement: Float64Array): Float64Array =>
    base.map((x, i) => x + displacement[Math.floor(i / 3)] * normals[i]);
  const mark = memory.mark();
  const workspace = asmWorkspace(kernels, problem);
  const table = asmParameterTable(model);
  const smoothness = smoothnessTerm(base.length / 3, triangles, 1);
  const images = stageImages(kernels, problem, greys, STAGE, fitted.cameras);
  const contextMark = memory.mark();
  const optimizer = adam();
  let displacement = new Float64Array(base.length / 3);
  let moments = optimizer.init(displacement.length);
  let context = createContext(workspace, problem, table, smoothness, STAGE, images, fitted);
  for (let step = 0; step < STAGE.steps; step++) {
    if (step > 0 && step % REFRESH_STEPS === 0) {
      memory.release(contextMark);
      context = createContext(workspace, problem, table, smoothness, STAGE, images, fitted, context.consistency?.scale);
    }
    const stepMark = memory.mark();
    const forward: Pick<AsmForward, 'positions' | 'weights'> = {
      positions: realCopy(memory, moved(displacement)),
      weights: {
        ...fitted.forward.weights,
        weights: realCopy(memory, fitted.forward.weights.weights),
      },
    };
    const gradPositions = memory.real(base.length);
    const gradWeights = memory.real(context.pairs.bones.length);
    const folds = foldGuardLoss(triangles, forward.positions, model.template, FOLD_WEIGHT, gradPositions);
    const { photometric } = evidenceLoss(workspace, problem, context, fitted, forward, gradPositions, gradWeights);
    const gradient = new Float64Array(displacement.length);
    for (let i = 0; i < gradPositions.length; i++) gradient[Math.floor(i / 3)] += gradPositions[i] * normals[i];
    memory.release(stepMark);
    const prior = folds + smoothDisplacement(displacement, neighbours, gradient);
    await onStep(step, { total: photometric + prior, landmark: 0, photometric, prior });
    const decay = cosineDecay(step, STAGE.steps);
    const update = optimizer.update(gradient, moments, new Float64Array(displacement.length).fill(RATE * decay));
    moments = update.state;
    displacement = displacement.map((d, i) => d + update.step[i]);
  }
  memory.release(mark);
  return { displacement, positions: moved(displacement) };
}

/** sum_i d_i^2/(2 s^2) + (d_i - mean of neighbours)^2/(2 t^2). @param gradOut [V] accumulated into */
export function smoothDisplacement(
  displacement: Float64Array,
  neighbours: readonly Uint32Array[],
  gradOut: Float64Array,
): number {
  let loss = 0;
  displacement.forEach((d, i) => {
    loss += (d / SIGMA_MM) ** 2 / 2;
    gradOut[i] += d / SIGMA_MM ** 2;
    const ring = neighbours[i];
    if (ring.length === 0) return;
    let lap = d;
    for (const n of ring) lap -= displacement[n] / ring.length;
    loss += (lap / SMOOTH_MM) ** 2 / 2;
    const g = lap / SMOOTH_MM ** 2;
    gradOut[i] += g;
    for (const n of ring) gradOut[n] -= g / ring.length;
  });
  return loss;
}
