import { CholeskyDecomposition, Matrix } from 'ml-matrix';

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

/** Rows from `start` up to `end`. */
export function rowsBetween(rows: CalibrationRows, start: number, end: number): CalibrationRows {
  const cut = (values: Float32Array): Float32Array => {
    const width = values.length / rows.count;
    return values.subarray(start * width, end * width);
  };
  return {
    ...rows,
    count: end - start,
    answers: cut(rows.answers),
    shapes: cut(rows.shapes),
    weights: rows.weights.subarray(start, end),
  };
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

/** Shape = offset + answers matrix. */
export interface AffineMap {
  /** [A, S] */
  readonly matrix: Matrix;
  /** [S] */
  readonly offset: Float64Array;
  /** Weighted mean shape [S]. */
  readonly mean: Float64Array;
}

/**
 * R = (Z^T w Z + ridge sum w)^-1 Z^T w S of standardised answers Z, and the means around it.
 */
export function weightedRidge({ count, answers, shapes, weights }: CalibrationRows, ridge: number): AffineMap {
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

/** How a map's shapes of some people differ from the true ones. */
export function measured({ matrix, offset, mean }: AffineMap, rows: CalibrationRows, ridge: number): CalibrationRecord {
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
