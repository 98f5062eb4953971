import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import type { CorrectionWeights } from '../../network/correction-graph.ts';
import { ridgeRegression } from '../closed-form/ridge-regression.ts';
import { standardized, weightedStatistics } from '../encoder-batch.ts';
import type { LandmarkSamples } from './landmark-samples.ts';

/** Principal components of the shifts that are told: what is left of them is 0.1 of their deviation. */
const COMPONENTS = 96;
/** Of each crop, on standardised inputs: renders are not photographs. */
const RIDGE = 1;

/** What of a correction is learnt. */
export type LearntCorrection = Pick<CorrectionWeights, 'mean' | 'deviation' | 'layers'>;

/**
 * Shifts from inputs in closed form: weighted ridge regression of their principal components B,
 *   W_1 = (X^T D X + ridge sum D)^-1 X^T D (Y - mean) B^T,  W_2 = B,  b_2 = mean.
 * @param heldOut crops at the end that are not learnt from
 */
export async function regressCorrection(samples: LandmarkSamples, heldOut: number): Promise<LearntCorrection> {
  const count = samples.count - heldOut;
  const total = samples.weights.subarray(0, count).reduce((sum, w) => sum + w, 0);
  const weights = samples.weights.subarray(0, count).map((w) => (w * count) / total);
  const statistics = weightedStatistics(samples, weights);
  const mean = meanShifts(samples, weights);
  const basis = principalShifts(samples, weights, mean);
  const rank = basis.length / mean.length;
  const root = weights.map(Math.sqrt);
  const weighted = (values: Float32Array, start: number, width: number): Float32Array =>
    values.map((x, i) => root[start + Math.floor(i / width)] * x);
  const first = await ridgeRegression({
    count,
    inputs: samples.inputCount,
    outputs: rank,
    ridge: RIDGE,
    block: (start, size) => {
      const rows = Array.from({ length: size }, (_, i) => start + i);
      return {
        inputs: weighted(standardized(samples, rows, statistics), start, samples.inputCount),
        outputs: weighted(projected(samples, { mean, basis }, start, size), start, rank),
      };
    },
  });
  return {
    ...statistics,
    layers: [
      { inputs: samples.inputCount, outputs: rank, weights: first, bias: new Float32Array(rank) },
      { inputs: rank, outputs: mean.length, weights: basis, bias: Float32Array.from(mean) },
    ],
  };
}

function meanShifts({ shifts, width }: LandmarkSamples, weights: Float64Array): Float64Array {
  const mean = new Float64Array(width);
  for (const [row, w] of weights.entries())
    for (let i = 0; i < width; i++) mean[i] += (w * shifts[row * width + i]) / weights.length;
  return mean;
}

/** @returns rows of unit length [R, 2 L] */
function principalShifts({ shifts, width }: LandmarkSamples, weights: Float64Array, mean: Float64Array): Float32Array {
  const moments = new Float64Array(width * width);
  const centred = new Float64Array(width);
  for (const [row, w] of weights.entries()) {
    for (let i = 0; i < width; i++) centred[i] = shifts[row * width + i] - mean[i];
    for (let i = 0; i < width; i++) {
      const here = w * centred[i];
      for (let j = 0; j <= i; j++) moments[i * width + j] += here * centred[j];
    }
  }
  const covariance = Matrix.zeros(width, width);
  for (let i = 0; i < width; i++)
    for (let j = 0; j <= i; j++) {
      covariance.set(i, j, moments[i * width + j] / weights.length);
      covariance.set(j, i, moments[i * width + j] / weights.length);
    }
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(covariance, { assumeSymmetric: true });
  const order = realEigenvalues.map((_, i) => i).sort((a, b) => realEigenvalues[b] - realEigenvalues[a]);
  const rank = Math.min(COMPONENTS, width);
  const out = new Float32Array(rank * width);
  for (let r = 0; r < rank; r++)
    for (let i = 0; i < width; i++) out[r * width + i] = eigenvectorMatrix.get(i, order[r]);
  return out;
}

/** Shifts of some crops in their principal components [size, R]. */
function projected(
  { shifts, width }: LandmarkSamples,
  { mean, basis }: { readonly mean: Float64Array; readonly basis: Float32Array },
  start: number,
  size: number,
): Float32Array {
  const rank = basis.length / width;
  const out = new Float32Array(size * rank);
  for (let row = 0; row < size; row++)
    for (let r = 0; r < rank; r++) {
      let sum = 0;
      for (let i = 0; i < width; i++) sum += basis[r * width + i] * (shifts[(start + row) * width + i] - mean[i]);
      out[row * rank + r] = sum;
    }
  return out;
}

/** Shifts that a correction tells of a crop [L, 2] mm. */
export function toldShifts(
  samples: LandmarkSamples,
  { layers, ...statistics }: LearntCorrection,
  row: number,
): Float64Array {
  const [first, second] = layers;
  const x = standardized(samples, [row], statistics);
  const components = new Float64Array(first.outputs);
  for (let i = 0; i < x.length; i++)
    for (let r = 0; r < components.length; r++) components[r] += x[i] * first.weights[i * first.outputs + r];
  const out = Float64Array.from(second.bias);
  for (let r = 0; r < components.length; r++)
    for (let i = 0; i < out.length; i++) out[i] += components[r] * second.weights[r * out.length + i];
  return out;
}
