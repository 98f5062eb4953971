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
import { plainKernels } from '../../kernels/runtime/plain-kernels.ts';
import { adam, cosineDecay } from '../solvers/adam.ts';
import { asmParameterTable, asmPrior } from '../terms/asm-priors.ts';
import { foldGuardLoss, smoothnessLoss, smoothnessTerm } from '../terms/smoothness.ts';
import type { ScanEvidence } from './scan-evidence.ts';
import { alignPairs, marksLoss, type ScanMarks } from './scan-marks.ts';
import { pairWithScan, type ScanPairs } from './scan-pairs.ts';
import { SCAN_PRIOR_FACTOR, SCAN_TERM, scanLoss } from './scan-term.ts';

/** One stage of the Adam loop. */
export interface ScanStage {
  readonly steps: number;
  readonly priorFactor: number;
  /** mm; Infinity leaves them out */
  readonly landmarkSigma: number;
  readonly farMm: number;
}

export const SCAN_STAGES: readonly ScanStage[] = [
  { steps: 100, priorFactor: 1, landmarkSigma: 2, farMm: 20 },
  { steps: 400, priorFactor: SCAN_PRIOR_FACTOR, landmarkSigma: 10, farMm: 8 },
];
/** Enough to see whether a head's lids are as the scan's. */
export const LOOK_STAGES: readonly ScanStage[] = [{ steps: 50, priorFactor: 1, landmarkSigma: 2, farMm: 20 }];
const REFRESH_STEPS = 10;
const RATE_FACTOR = 3;
const SMOOTHNESS_SIGMA_MM = 0.25;
const FOLD_WEIGHT = 50;

export interface AsmScanFit {
  readonly parameters: Float64Array;
  /** Double precision, memory of its own. */
  readonly forward: AsmForward;
  /** Head -> scan. */
  readonly similarity: Similarity;
}

/**
 * The adaptive skinning model fitted straight to a scan: nearest points and a similarity in turns with Adam on all that is
 * not frozen; no photographs, no trained data.
 * @param start head -> scan
 * @throws {AsmFitError} diverged: the loss is not finite; input: nothing of the scan is near the head
 */
export function fitAsmToScan(
  kernels: Kernels,
  model: AdaptiveSkinningModel,
  evidence: ScanEvidence,
  marks: ScanMarks,
  start: Similarity,
  freeze: readonly FreezableName[],
  stages: readonly ScanStage[],
  onStep: (step: number, total: number) => void = () => {},
): AsmScanFit {
  const table = asmParameterTable(model, freeze);
  const rates = table.learningRate.map((rate) => RATE_FACTOR * rate);
  const smoothness = smoothnessTerm(model.template.length / 3, skinTriangles(model.head), SMOOTHNESS_SIGMA_MM);
  const outer = outerSkin(model.head);
  const optimizer = adam();
  const { memory } = kernels;
  const base = memory.mark();
  const triangles = indexCopy(memory, skinTriangles(model.head));
  const stageMark = memory.mark();
  let parameters = model.rest.slice();
  let similarity = start;
  for (const stage of stages) {
    let moments = optimizer.init(parameters.length);
    let pairs: ScanPairs | null = null;
    let near: SkinningPairs | null = null;
    for (let step = 0; step < stage.steps; step++) {
      if (pairs === null || near === null || step % REFRESH_STEPS === 0) {
        memory.release(stageMark);
        near = asmPairs(memory, model, parameters);
        const mark = memory.mark();
        const positions = Float64Array.from(asmForward(kernels, model, parameters, near).positions);
        memory.release(mark);
        pairs = pairWithScan(kernels, evidence, positions, outer, similarity, stage.farMm);
        if (pairs.count === 0) throw nothingNear();
        similarity = alignPairs(pairs, positions, similarity);
        pairs = pairWithScan(kernels, evidence, positions, outer, similarity, stage.farMm);
        if (pairs.count === 0) throw nothingNear();
      }
      const mark = memory.mark();
      const forward = asmForward(kernels, model, parameters, near);
      const gradPositions = memory.real(forward.positions.length);
      let total = scanLoss(pairs, forward.positions, SCAN_TERM, gradPositions);
      total += marksLoss(marks, forward.positions, similarity, stage.landmarkSigma, gradPositions);
      total += smoothnessLoss(smoothness, forward.positions, forward.template, stage.priorFactor, gradPositions);
      total += foldGuardLoss(triangles, forward.positions, forward.template, FOLD_WEIGHT, gradPositions);
      const gradWeights = memory.real(near.bones.length);
      const gradient = asmBackward(kernels, model, parameters, forward, gradPositions, gradWeights);
      total += asmPrior(model, table, parameters, stage.priorFactor, gradient);
      memory.release(mark);
      if (!Number.isFinite(total))
        throw new AsmFitError(
          'diverged',
          `scan-fit: the loss must stay finite; received ${total} at step ${step}`,
          'look at the scan for loose points, or give its landmarks',
        );
      onStep(step, total);
      const decay = cosineDecay(step, stage.steps);
      const update = optimizer.update(
        gradient,
        moments,
        rates.map((rate) => rate * decay),
      );
      moments = update.state;
      parameters = parameters.map((x, i) => x + update.step[i]);
    }
  }
  memory.release(base);
  const plain = plainKernels();
  const forward = asmForward(plain, model, parameters, asmPairs(plain.memory, model, parameters));
  return { parameters, forward, similarity };
}

function nothingNear(): AsmFitError {
  return new AsmFitError(
    'input',
    'scan-fit: the scan must lie on the face once its landmarks do; received none of its points near',
    'give its landmarks with --scan-landmarks',
  );
}
