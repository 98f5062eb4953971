import { vertexNormals } from '../../geometry/mesh/mesh.ts';
import { type Kernels, realCopy } from '../../kernels/kernel.ts';
import type { DetailStage } from '../options/stages.ts';
import { displacementPrior } from '../priors/displacement-prior.ts';
import { foldGuardLoss } from '../priors/fold-guard.ts';
import { skinNeighbours } from '../priors/skin-smoothness.ts';
import { type DescentProblem, descend } from '../solvers/descend.ts';
import type { AsmFitResult, AsmLosses, BoneProblem } from './bone-stage.ts';
import { evidenceLoss, type HeldObjective, holdObjective, openObjective } from './skin-objective.ts';

/** What 84 bones cannot hold: displacements of the skin along its normals. */
export interface DetailFit {
  /** [V] mm, outwards */
  readonly displacement: Float64Array;
  /** [V, 3] mm, the skin displaced */
  readonly positions: Float64Array;
}

export interface DetailRun {
  readonly stage: DetailStage;
  onStep(step: number, losses: AsmLosses): void | Promise<void>;
}

/**
 * Smooth residuals of the skin after the model's fit: displacements d_i along the fitted normals,
 *   min over d of photographs(x + d n) + folds + sum_i d_i^2/(2 s^2) + sum_i (d_i - mean of neighbours)^2/(2 t^2)
 * by Adam, cameras, bones and jaws held.
 * @throws {AsmFitError} diverged
 */
export async function fitDetail(
  kernels: Kernels,
  problem: BoneProblem,
  fitted: AsmFitResult,
  { stage, onStep }: DetailRun,
): Promise<DetailFit> {
  const { memory } = kernels;
  const mark = memory.mark();
  const base = Float64Array.from(fitted.forward.positions);
  const { normals } = vertexNormals(base, problem.triangles);
  const moved = (displacement: Float64Array): Float64Array =>
    base.map((x, i) => x + displacement[Math.floor(i / 3)] * normals[i]);
  const objective = detailObjective(kernels, problem, fitted, { stage, normals, moved });
  const run = { name: stage.name, schedule: stage.schedule, optimizer: stage.optimizer, onStep };
  const { state: displacement } = await descend(memory, objective, new Float64Array(base.length / 3), run);
  memory.release(mark);
  return { displacement, positions: moved(displacement) };
}

/** How displacements move the skin. */
interface Displaced {
  readonly stage: DetailStage;
  /** [V, 3] */
  readonly normals: Float64Array;
  moved(displacement: Float64Array): Float64Array;
}

function detailObjective(
  kernels: Kernels,
  problem: BoneProblem,
  fitted: AsmFitResult,
  { stage, normals, moved }: Displaced,
): DescentProblem<Float64Array, HeldObjective, AsmLosses> {
  const { memory } = kernels;
  const { model } = problem;
  const { pairs, weights } = fitted.forward;
  const neighbours = skinNeighbours(normals.length / 3, problem.triangles);
  const objective = openObjective(kernels, problem, stage, fitted.cameras);
  const skinAt = (displacement: Float64Array) => ({
    positions: realCopy(memory, moved(displacement)),
    weights: realCopy(memory, weights.weights),
  });
  return {
    rates: new Float64Array(normals.length / 3).fill(stage.rate),
    hold: (displacement, before) => holdObjective(objective, { skin: skinAt(displacement), pairs }, fitted, before),
    evaluate(displacement, held) {
      const mark = memory.mark();
      const skin = skinAt(displacement);
      const out = {
        positions: memory.real(normals.length),
        weights: memory.real(weights.weights.length),
        boneTranslations: new Float64Array(fitted.boneTranslations.length),
        jaws: new Float64Array(fitted.jaws.length),
      };
      let prior = foldGuardLoss(
        objective.triangles,
        { positions: skin.positions, template: model.template },
        stage.folds,
        out.positions,
      );
      const { landmark, photometric } = evidenceLoss(objective, held, { skin, state: fitted }, out);
      const gradient = new Float64Array(displacement.length);
      for (let i = 0; i < out.positions.length; i++) gradient[Math.floor(i / 3)] += out.positions[i] * normals[i];
      memory.release(mark);
      prior += displacementPrior(stage.prior, displacement, neighbours, gradient);
      return { losses: { total: landmark + photometric + prior, landmark, photometric, prior }, gradient };
    },
    move: (displacement, step) => displacement.map((d, i) => d + step[i]),
  };
}
