import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import type { CorrectionWeights } from '../../network/correction-graph.ts';
import { standardized, weightedStatistics } from '../encoder-batch.ts';
import { ridgeRegression } from '../ridge-regression.ts';
import { LANDMARKS, type LandmarkSamples } from './landmark-samples.ts';

/** Principal components of the shifts that are told: what is left of them is 0.1 of their deviation. */
const COMPONENTS = 96;
/** Of each crop, on standardised inputs: renders are not photographs. */
const RIDGE = 1;
const SHIFTS = 2 * LANDMARKS;

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
  const root = weights.map(Math.sqrt);
  const weighted = (values: Float32Array, start: number, width: number): Float32Array =>
    values.map((x, i) => root[start + Math.floor(i / width)] * x);
  const first = await ridgeRegression({
    count,
    inputs: samples.inputCount,
    outputs: COMPONENTS,
    ridge: RIDGE,
    block: (start, size) => {
      const rows = Array.from({ length: size }, (_, i) => start + i);
      return {
        inputs: weighted(standardized(samples, rows, statistics), start, samples.inputCount),
        outputs: weighted(projected(samples, { mean, basis }, start, size), start, COMPONENTS),
      };
    },
  });
  return {
    ...statistics,
    layers: [
      { inputs: samples.inputCount, outputs: COMPONENTS, weights: first, bias: new Float32Array(COMPONENTS) },
      { inputs: COMPONENTS, outputs: SHIFTS, weights: basis, bias: Float32Array.from(mean) },
    ],
  };
}

function meanShifts({ shifts }: LandmarkSamples, weights: Float64Array): Float64Array {
  const mean = new Float64Array(SHIFTS);
  for (const [row, w] of weights.entries())
    for (let i = 0; i < SHIFTS; i++) mean[i] += (w * shifts[row * SHIFTS + i]) / weights.length;
  return mean;
}

/** @returns rows of unit length [R, 936] */
function principalShifts({ shifts }: LandmarkSamples, weights: Float64Array, mean: Float64Array): Float32Array {
  const moments = new Float64Array(SHIFTS * SHIFTS);
  const centred = new Float64Array(SHIFTS);
  for (const [row, w] of weights.entries()) {
    for (let i = 0; i < SHIFTS; i++) centred[i] = shifts[row * SHIFTS + i] - mean[i];
    for (let i = 0; i < SHIFTS; i++) {
      const here = w * centred[i];
      for (let j = 0; j <= i; j++) moments[i * SHIFTS + j] += here * centred[j];
    }
  }
  const covariance = Matrix.zeros(SHIFTS, SHIFTS);
  for (let i = 0; i < SHIFTS; i++)
    for (let j = 0; j <= i; j++) {
      covariance.set(i, j, moments[i * SHIFTS + j] / weights.length);
      covariance.set(j, i, moments[i * SHIFTS + j] / weights.length);
    }
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(covariance, { assumeSymmetric: true });
  const order = realEigenvalues.map((_, i) => i).sort((a, b) => realEigenvalues[b] - realEigenvalues[a]);
  const out = new Float32Array(COMPONENTS * SHIFTS);
  for (let r = 0; r < COMPONENTS; r++)
    for (let i = 0; i < SHIFTS; i++) out[r * SHIFTS + i] = eigenvectorMatrix.get(i, order[r]);
  return out;
}

/** Shifts of some crops in their principal components [size, R]. */
function projected(
  { shifts }: LandmarkSamples,
  { mean, basis }: { readonly mean: Float64Array; readonly basis: Float32Array },
  start: number,
  size: number,
): Float32Array {
  const out = new Float32Array(size * COMPONENTS);
  for (let row = 0; row < size; row++)
    for (let r = 0; r < COMPONENTS; r++) {
      let sum = 0;
      for (let i = 0; i < SHIFTS; i++) sum += basis[r * SHIFTS + i] * (shifts[(start + row) * SHIFTS + i] - mean[i]);
      out[row * COMPONENTS + r] = sum;
    }
  return out;
}

/** Shifts that a correction tells of a crop [468, 2] mm. */
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
    for (let i = 0; i < out.length; i++) out[i] += components[r] * second.weights[r * SHIFTS + i];
  return out;
}
