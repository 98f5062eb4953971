import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import type { DenseLayer } from '../../network/encoder-weights.ts';

/**
 * Ridges that are tried, on standardised answers, for each crop. A share of the held-out error decides; what is as good to
 * that share is taken at its strongest, because photographs are not renders.
 */
const RIDGES = [0.1, 0.3, 1, 3] as const;
const AS_GOOD = 1.005;
/** Share of the people, the last, who choose the ridge; two at least. */
const CHOOSING_SHARE = 0.15;

/** What a first map answered of some crops, and what is true. */
export interface CalibrationRows {
  readonly count: number;
  /** [count, A] */
  readonly answers: Float32Array;
  /** [count, S] */
  readonly shapes: Float32Array;
  /** How much each crop counts [count]: crops of people like those who will be photographed more. */
  readonly weights: Float64Array;
  /** Square root of the form that makes shape errors mm [S, S]: see losses/shape-metric.ts. */
  readonly root: Float32Array;
}

/** How the calibrated shapes of people who chose the ridge differ from the true ones. */
export interface CalibrationRecord {
  readonly ridge: number;
  /** Root mean square error of the face's vertices, a similarity hardly counting, mm; of the weighted mean shape beside it. */
  readonly errorMm: number;
  readonly meanShapeErrorMm: number;
  /** Spread of the answers over the true people's, standard deviations over the face: 1 is no shrinkage. */
  readonly spread: number;
}

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
  const fitted = part(rows, 0, rows.count - choosing);
  const apart = part(rows, rows.count - choosing, choosing);
  const tried = RIDGES.map((ridge) => measured(weightedRidge(fitted, ridge), apart, ridge));
  const best = Math.min(...tried.map(({ errorMm }) => errorMm));
  const record = tried.filter(({ errorMm }) => errorMm <= AS_GOOD * best).at(-1) ?? tried[0];
  const { matrix, offset } = weightedRidge(rows, record.ridge);
  return { layer: composed(first, matrix, offset), record };
}

/** Shape = offset + answers matrix. */
interface AffineMap {
  /** [A, S] */
  readonly matrix: Matrix;
  /** [S] */
  readonly offset: Float64Array;
  /** Weighted mean shape [S]. */
  readonly mean: Float64Array;
}

function part(rows: CalibrationRows, start: number, count: number): CalibrationRows {
  const cut = (values: Float32Array): Float32Array => {
    const width = values.length / rows.count;
    return values.subarray(start * width, (start + count) * width);
  };
  return {
    ...rows,
    count,
    answers: cut(rows.answers),
    shapes: cut(rows.shapes),
    weights: rows.weights.subarray(start, start + count),
  };
}

function weightedRidge({ count, answers, shapes, weights }: CalibrationRows, ridge: number): AffineMap {
  const [a, s] = [answers.length / count, shapes.length / count];
  const total = weights.reduce((sum, w) => sum + w, 0);
  const meanOf = (values: Float32Array, width: number): Float64Array => {
    const mean = new Float64Array(width);
    for (let r = 0; r < count; r++)
      for (let k = 0; k < width; k++) mean[k] += (weights[r] * values[r * width + k]) / total;
    return mean;
  };
  const [answerMean, mean] = [meanOf(answers, a), meanOf(shapes, s)];
  const deviation = new Float64Array(a);
  for (let r = 0; r < count; r++)
    for (let k = 0; k < a; k++) deviation[k] += (weights[r] * (answers[r * a + k] - answerMean[k]) ** 2) / total;
  for (let k = 0; k < a; k++) deviation[k] = Math.sqrt(deviation[k]) + 1e-9;
  const gram = new Float64Array(a * a);
  const moment = new Float64Array(a * s);
  const z = new Float64Array(a);
  for (let r = 0; r < count; r++) {
    for (let k = 0; k < a; k++) z[k] = (answers[r * a + k] - answerMean[k]) / deviation[k];
    for (let i = 0; i < a; i++) {
      const weighted = weights[r] * z[i];
      for (let j = 0; j <= i; j++) gram[i * a + j] += weighted * z[j];
      for (let j = 0; j < s; j++) moment[i * s + j] += weighted * (shapes[r * s + j] - mean[j]);
    }
  }
  for (let i = 0; i < a; i++) {
    gram[i * a + i] += ridge * total;
    for (let j = 0; j < i; j++) gram[j * a + i] = gram[i * a + j];
  }
  const solved = new CholeskyDecomposition(Matrix.from1DArray(a, a, gram)).solve(Matrix.from1DArray(a, s, moment));
  const matrix = new Matrix(a, s);
  const offset = mean.slice();
  for (let i = 0; i < a; i++)
    for (let j = 0; j < s; j++) {
      const x = solved.get(i, j) / deviation[i];
      matrix.set(i, j, x);
      offset[j] -= answerMean[i] * x;
    }
  return { matrix, offset, mean };
}

function measured({ matrix, offset, mean }: AffineMap, rows: CalibrationRows, ridge: number): CalibrationRecord {
  const { count, answers, shapes, weights } = rows;
  const [a, s] = [answers.length / count, shapes.length / count];
  const said = Matrix.from1DArray(count, a, Float64Array.from(answers)).mmul(matrix);
  const root = Matrix.from1DArray(s, s, Float64Array.from(rows.root));
  const inMm = (value: (r: number, j: number) => number): Matrix => {
    const out = Matrix.zeros(count, s);
    for (let r = 0; r < count; r++) for (let j = 0; j < s; j++) out.set(r, j, value(r, j));
    return out.mmul(root);
  };
  const answer = (r: number, j: number): number => offset[j] + said.get(r, j);
  const truth = (r: number, j: number): number => shapes[r * s + j];
  const rms = (field: Matrix): number => Math.sqrt(weightedSquare(field, weights, new Float64Array(s)));
  const spreadOf = (field: Matrix): number => Math.sqrt(weightedSquare(field, weights, weightedMean(field, weights)));
  return {
    ridge,
    errorMm: rms(inMm((r, j) => answer(r, j) - truth(r, j))),
    meanShapeErrorMm: rms(inMm((r, j) => mean[j] - truth(r, j))),
    spread: spreadOf(inMm(answer)) / spreadOf(inMm(truth)),
  };
}

function weightedMean(field: Matrix, weights: Float64Array): Float64Array {
  const total = weights.reduce((sum, w) => sum + w, 0);
  const mean = new Float64Array(field.columns);
  for (let r = 0; r < field.rows; r++)
    for (let j = 0; j < field.columns; j++) mean[j] += (weights[r] * field.get(r, j)) / total;
  return mean;
}

/** Weighted mean of the rows' square distances to a point. */
function weightedSquare(field: Matrix, weights: Float64Array, centre: Float64Array): number {
  const total = weights.reduce((sum, w) => sum + w, 0);
  let sum = 0;
  for (let r = 0; r < field.rows; r++)
    for (let j = 0; j < field.columns; j++) sum += (weights[r] * (field.get(r, j) - centre[j]) ** 2) / total;
  return sum;
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
