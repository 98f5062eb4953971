import type { Matrix } from 'ml-matrix';
import type { DenseLayer } from '../../network/encoder-weights.ts';
import {
  type CalibrationRecord,
  type CalibrationRows,
  measured,
  rowsBetween,
  weightedRidge,
} from './weighted-ridge.ts';

/**
 * Ridges that are tried, on standardised answers, for each crop. A share of the held-out error decides; what is as good to
 * that share is taken at its strongest, because photographs are not renders.
 */
const RIDGES = [0.1, 0.3, 1, 3] as const;
const AS_GOOD = 1.005;
/** Share of the people, the last, who choose the ridge; two at least. */
const CHOOSING_SHARE = 0.15;

/**
 * A second linear map, from a first one's answers a to shapes,
 *   s = m_s + (a - m_a) R,  R = (Z^T w Z + ridge sum w)^-1 Z^T w S   (Z: answers standardised),
 * which undoes what the first gets wrong of people whom it was not made for. Both in one: a dense layer of the inputs.
 */
export function calibrateShape(
  first: DenseLayer,
  rows: CalibrationRows,
): { layer: DenseLayer; record: CalibrationRecord } {
  const choosing = Math.max(2, Math.floor((rows.count * CHOOSING_SHARE) / 2) * 2);
  const fitted = rowsBetween(rows, 0, rows.count - choosing);
  const apart = rowsBetween(rows, rows.count - choosing, rows.count);
  const tried = RIDGES.map((ridge) => measured(weightedRidge(fitted, ridge), apart, ridge));
  const best = Math.min(...tried.map(({ errorMm }) => errorMm));
  const record = tried.filter(({ errorMm }) => errorMm <= AS_GOOD * best).at(-1) ?? tried[0];
  const { matrix, offset } = weightedRidge(rows, record.ridge);
  return { layer: composed(first, matrix, offset), record };
}

/** x -> offset + (x W + b) R */
function composed(first: DenseLayer, matrix: Matrix, offset: Float64Array): DenseLayer {
  const { inputs, outputs } = first;
  const out = matrix.columns;
  const map = Float64Array.from(matrix.to1DArray());
  const times = (values: Float32Array, rows: number): Float32Array => {
    const product = new Float32Array(rows * out);
    for (let r = 0; r < rows; r++)
      for (let i = 0; i < outputs; i++) {
        const x = values[r * outputs + i];
        for (let j = 0; j < out; j++) product[r * out + j] += x * map[i * out + j];
      }
    return product;
  };
  const bias = times(first.bias, 1);
  return { inputs, outputs: out, weights: times(first.weights, inputs), bias: bias.map((b, j) => b + offset[j]) };
}
