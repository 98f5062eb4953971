import {
  type AdaptiveSkinningModel,
  type AsmForward,
  asmBackward,
  asmForward,
  asmPairs,
} from '../../asm/adaptive-skinning-model.ts';
import type { SkinningPairs } from '../../asm/mixture-weights.ts';
import type { FreezableName } from '../../asm/variant.ts';
import { AsmFitError } from '../../errors.ts';
import type { Similarity } from '../../geometry/similarity.ts';
import { outerSkin, skinTriangles } from '../../head/head-model.ts';
import { indexCopy, type Kernels } from '../../kernels/kernel.ts';
import { boneParameterTable, bonePriorLoss } from '../priors/bone-prior.ts';
import { foldGuardLoss } from '../priors/fold-guard.ts';
import { skinNeighbours, smoothnessLoss, smoothnessTerm } from '../priors/skin-smoothness.ts';
import { type DescentProblem, descend } from '../solvers/descend.ts';
import { finalForward, freeRates } from '../stages/bone-stage.ts';
import type { ScanEvidence } from './scan-evidence.ts';
import { alignPairs, marksLoss, type ScanMarks } from './scan-marks.ts';
import { pairWithScan, type ScanPairs } from './scan-pairs.ts';
import type { ScanPreset, ScanStage } from './scan-stages.ts';
import { scanLoss } from './scan-term.ts';

/** A scan, and where a head stands on it. */
export interface ScanProblem {
  readonly evidence: ScanEvidence;
  readonly marks: ScanMarks;
  /** Head -> scan, at the start. */
  readonly start: Similarity;
}

export interface AsmScanProblem extends ScanProblem {
  readonly model: AdaptiveSkinningModel;
  readonly freeze: readonly FreezableName[];
}

export interface AsmScanFit {
  readonly parameters: Float64Array;
  /** Double precision, memory of its own. */
  readonly forward: AsmForward;
  /** Head -> scan. */
  readonly similarity: Similarity;
}

/** Held between refreshes: nearest points, and where they put the head. */
interface HeldPairs {
  readonly near: SkinningPairs;
  readonly pairs: ScanPairs;
  readonly similarity: Similarity;
}

/**
 * The adaptive skinning model fitted straight to a scan: nearest points and a similarity in turns with Adam on all that is
 * not frozen; no photographs, no trained data.
 * @throws {AsmFitError} diverged; input: nothing of the scan is near the head
 */
export async function fitAsmToScan(kernels: Kernels, problem: AsmScanProblem, preset: ScanPreset): Promise<AsmScanFit> {
  const { memory } = kernels;
  const mark = memory.mark();
  let parameters: Float64Array = problem.model.rest.slice();
  let similarity = problem.start;
  for (const stage of preset.stages) {
    const objective = scanObjective(kernels, { ...problem, start: similarity }, preset, stage);
    const run = {
      name: stage.name,
      schedule: stage.schedule,
      optimizer: 'adam' as const,
      onStep: () => {},
    };
    const { state, held } = await descend(memory, objective, parameters, run);
    parameters = state;
    similarity = held.similarity;
  }
  memory.release(mark);
  return { parameters, forward: finalForward(problem.model, { parameters }), similarity };
}

function scanObjective(
  kernels: Kernels,
  { model, freeze, evidence, marks, start }: AsmScanProblem,
  preset: ScanPreset,
  stage: ScanStage,
): DescentProblem<Float64Array, HeldPairs, { readonly total: number }> {
  const { memory } = kernels;
  const triangles = indexCopy(memory, skinTriangles(model.head));
  const outer = outerSkin(model.head);
  const table = boneParameterTable(model, preset.bones, freeRates(preset.rates, freeze));
  const neighbours = skinNeighbours(model.template.length / 3, triangles);
  const smoothness = smoothnessTerm(neighbours, preset.smoothnessMm, stage.priors);
  return {
    rates: table.learningRate,
    hold(parameters, before) {
      const near = asmPairs(memory, model, parameters);
      const mark = memory.mark();
      const positions = Float64Array.from(asmForward(kernels, model, parameters, near).positions);
      memory.release(mark);
      const pair = (similarity: Similarity): ScanPairs => {
        const pairs = pairWithScan(
          kernels,
          evidence,
          { positions, triangles: outer },
          { similarity, farMm: stage.farMm },
        );
        if (pairs.count === 0) throw nothingNear();
        return pairs;
      };
      const last = before?.similarity ?? start;
      const similarity = alignPairs(pair(last), positions, last);
      return { near, similarity, pairs: pair(similarity) };
    },
    evaluate(parameters, { near, pairs, similarity }) {
      const mark = memory.mark();
      const forward = asmForward(kernels, model, parameters, near);
      const gradPositions = memory.real(forward.positions.length);
      let total = scanLoss(pairs, forward.positions, preset.term, gradPositions);
      total += marksLoss(marks, forward.positions, { similarity, sigmaMm: stage.landmarkMm }, gradPositions);
      total += smoothnessLoss(smoothness, forward, gradPositions);
      total += foldGuardLoss(triangles, forward, preset.folds, gradPositions);
      const gradWeights = memory.real(near.bones.length);
      const gradient = asmBackward(kernels, model, parameters, forward, gradPositions, gradWeights);
      total += bonePriorLoss({ table, factor: stage.priors }, { rest: model.rest, parameters }, gradient);
      memory.release(mark);
      return { losses: { total }, gradient };
    },
    move: (parameters, step) => parameters.map((x, i) => x + step[i]),
  };
}

function nothingNear(): AsmFitError {
  return new AsmFitError(
    'input',
    'scan-fit: the scan must lie on the face once its landmarks do; received none of its points near',
    'give its landmarks with --scan-landmarks',
  );
}
