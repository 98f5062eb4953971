import { dot } from '../../geometry/dot.ts';

/** Linear least squares with few unknowns a row: min over x of sum (weight (row . x - value))^2. */
export interface SparseRows {
  readonly unknowns: number;
  add(unknowns: ArrayLike<number>, factors: ArrayLike<number>, value: number, weight: number): void;
  readonly starts: readonly number[];
  readonly columns: readonly number[];
  /** Times their row's weight. */
  readonly factors: readonly number[];
  readonly values: readonly number[];
}

export function sparseRows(unknowns: number): SparseRows {
  const starts = [0];
  const columns: number[] = [];
  const factors: number[] = [];
  const values: number[] = [];
  return {
    unknowns,
    starts,
    columns,
    factors,
    values,
    add(own, by, value, weight) {
      for (let k = 0; k < own.length; k++) {
        columns.push(own[k]);
        factors.push(weight * by[k]);
      }
      values.push(weight * value);
      starts.push(columns.length);
    },
  };
}

/** A step that changes the solution by less, relative to it, is the last. */
const TOLERANCE = 1e-3;

/** Conjugate gradients on the normal equations, scaled by their diagonal. @param start [unknowns] where it begins */
export function solveRows(rows: SparseRows, start: Float64Array, maxSteps: number): Float64Array {
  const packed = packRows(rows);
  const diagonal = diagonalOf(packed, rows.unknowns);
  const product = new Float64Array(rows.values.length);
  const x = start.slice();
  multiply(packed, x, product);
  const rest = Float64Array.from(rows.values);
  const gradient = new Float64Array(rows.unknowns);
  lower(packed, rest, { product, length: 1 }, gradient);
  const step = gradient.map((g, i) => g / diagonal[i]);
  const direction = step.slice();
  let energy = dot(gradient, step);
  const first = energy;
  for (let n = 0; n < maxSteps && energy > TOLERANCE ** 2 * first; n++) {
    multiply(packed, direction, product);
    const curvature = dot(product, product);
    if (curvature === 0) break;
    const length = energy / curvature;
    addScaled(direction, length, x);
    lower(packed, rest, { product, length }, gradient);
    divide(gradient, diagonal, step);
    const next = dot(gradient, step);
    turn(direction, next / energy, step);
    energy = next;
  }
  return x;
}

/** Rows one after another: those of r from starts[r] to starts[r + 1]. */
interface PackedRows {
  readonly starts: Uint32Array;
  readonly columns: Uint32Array;
  readonly factors: Float64Array;
}

function packRows({ starts, columns, factors }: SparseRows): PackedRows {
  return {
    starts: Uint32Array.from(starts),
    columns: Uint32Array.from(columns),
    factors: Float64Array.from(factors),
  };
}

/** Of the normal equations. */
function diagonalOf({ columns, factors }: PackedRows, unknowns: number): Float64Array {
  const out = new Float64Array(unknowns).fill(1e-12);
  for (let k = 0; k < columns.length; k++) out[columns[k]] += factors[k] ** 2;
  return out;
}

/** @param out [rows] their products with x */
function multiply({ starts, columns, factors }: PackedRows, x: Float64Array, out: Float64Array): void {
  for (let r = 0, k = 0; r < out.length; r++) {
    let sum = 0;
    for (const end = starts[r + 1]; k < end; k++) sum += factors[k] * x[columns[k]];
    out[r] = sum;
  }
}

/** A step along products with a direction. */
interface RowStep {
  readonly product: Float64Array;
  readonly length: number;
}

/** Takes a step off what is left of the values [rows]. @param gradient [unknowns] what the rows make of the new rest */
function lower(
  { starts, columns, factors }: PackedRows,
  rest: Float64Array,
  { product, length }: RowStep,
  gradient: Float64Array,
): void {
  gradient.fill(0);
  for (let r = 0, k = 0; r < rest.length; r++) {
    const left = rest[r] - length * product[r];
    rest[r] = left;
    for (const end = starts[r + 1]; k < end; k++) gradient[columns[k]] += factors[k] * left;
  }
}

/** out += length direction */
function addScaled(direction: Float64Array, length: number, out: Float64Array): void {
  for (let i = 0; i < out.length; i++) out[i] += length * direction[i];
}

/** out = a/b */
function divide(a: Float64Array, b: Float64Array, out: Float64Array): void {
  for (let i = 0; i < out.length; i++) out[i] = a[i] / b[i];
}

/** direction = step + share direction */
function turn(direction: Float64Array, share: number, step: Float64Array): void {
  for (let i = 0; i < direction.length; i++) direction[i] = step[i] + share * direction[i];
}
