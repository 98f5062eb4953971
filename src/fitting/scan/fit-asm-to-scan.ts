import {
  type AdaptiveSkinningModel,
  type AsmForward,
  asmBackward,
  asmForward,
  asmPairs,
} from '../../asm/adaptive-skinning-model.ts';
import type { FreezableName } from '../../asm/freeze.ts';
import { AsmFitError } from '../../errors.ts';
import { alignSimilarity, applySimilarity, invertSimilarity, type Similarity } from '../../geometry/similarity.ts';
import { skinTriangles } from '../../head/head-model.ts';
import { pointPositions, pointPositionsBackward, type ShapePoints } from '../../head/shape-space.ts';
import { indexCopy, type Kernels } from '../../kernels/kernel.ts';
import { plainKernels } from '../../kernels/plain-kernels.ts';
import { adam } from '../adam.ts';
import { asmParameterTable, asmPrior } from '../asm-priors.ts';
import { foldGuardLoss, smoothnessLoss, smoothnessTerm } from '../smoothness.ts';
import type { ScanEvidence } from './scan-evidence.ts';
import { outerSkin, pairWithScan, type ScanPairs } from './scan-pairs.ts';
import { type ScanTermOptions, scanLoss } from './scan-term.ts';

/** Landmarks of the head and where the scan has them [L, 3] mm. */
export interface ScanMarks {
  readonly points: ShapePoints;
  readonly target: Float64Array;
  /** [L] 0..1 */
  readonly weights: Float64Array;
}

/** One stage of the Adam loop. */
interface ScanStage {
  readonly steps: number;
  readonly priorFactor: number;
  /** mm; Infinity leaves them out */
  readonly landmarkSigma: number;
  readonly farMm: number;
}

const STAGES: readonly ScanStage[] = [
  { steps: 100, priorFactor: 1, landmarkSigma: 2, farMm: 20 },
  { steps: 400, priorFactor: 0.1, landmarkSigma: 10, farMm: 8 },
];
/** As [ASM23]'s prototype on dense scans; a scan counts as so many independent points. */
const TERM: ScanTermOptions = { sigma: 0.3, knee: 0.2, pointShare: 0.05, points: 2500 };
const REFRESH_STEPS = 10;
const RATE_FACTOR = 3;
const SMOOTHNESS_SIGMA_MM = 0.08;
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
  for (const stage of STAGES) {
    let moments = optimizer.init(parameters.length);
    let pairs: ScanPairs | null = null;
    let near = asmPairs(memory, model, parameters);
    for (let step = 0; step < stage.steps; step++) {
      if (pairs === null || step % REFRESH_STEPS === 0) {
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
      let total = scanLoss(pairs, forward.positions, TERM, gradPositions);
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
      const decay = 0.02 + 0.98 * 0.5 * (1 + Math.cos((Math.PI * step) / stage.steps));
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

/** Head -> scan by the pairs as they stand. */
export function alignPairs(pairs: ScanPairs, positions: ArrayLike<number>, similarity: Similarity): Similarity {
  const here = new Float64Array(3 * pairs.count);
  for (let i = 0; i < pairs.count; i++)
    for (let c = 0; c < 3; c++)
      for (let k = 0; k < 3; k++)
        here[3 * i + k] += pairs.barycentric[3 * i + c] * positions[3 * pairs.vertices[3 * i + c] + k];
  return alignSimilarity(here, applySimilarity(similarity, pairs.targets), 'similarity', pairs.weights);
}

/** L = sum_l w_l |m_l - x_l|^2/(2 s^2) in the head's frame. @param gradOut [V, 3] accumulated into */
function marksLoss(
  { points, target, weights }: ScanMarks,
  positions: ArrayLike<number>,
  similarity: Similarity,
  sigma: number,
  gradOut: Float32Array | Float64Array,
): number {
  const wanted = applySimilarity(invertSimilarity(similarity), target);
  const gradient = pointPositions(points, positions);
  let loss = 0;
  for (let i = 0; i < gradient.length; i++) {
    const gap = gradient[i] - wanted[i];
    const weight = weights[Math.floor(i / 3)] / sigma ** 2;
    loss += (weight * gap * gap) / 2;
    gradient[i] = weight * gap;
  }
  pointPositionsBackward(points, gradient, gradOut);
  return loss;
}
