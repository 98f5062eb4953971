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
  const packed = {
    starts: Uint32Array.from(rows.starts),
    columns: Uint32Array.from(rows.columns),
    factors: Float64Array.from(rows.factors),
  };
  const count = packed.starts.length - 1;
  const diagonal = new Float64Array(rows.unknowns).fill(1e-12);
  packed.columns.forEach((c, k) => {
    diagonal[c] += packed.factors[k] ** 2;
  });
  const product = new Float64Array(count);
  const forward = (x: Float64Array, out: Float64Array): void => {
    for (let r = 0; r < count; r++) {
      let sum = 0;
      for (let k = packed.starts[r]; k < packed.starts[r + 1]; k++) sum += packed.factors[k] * x[packed.columns[k]];
      out[r] = sum;
    }
  };
  const backward = (y: Float64Array, out: Float64Array): void => {
    out.fill(0);
    for (let r = 0; r < count; r++)
      for (let k = packed.starts[r]; k < packed.starts[r + 1]; k++) out[packed.columns[k]] += packed.factors[k] * y[r];
  };
  const x = start.slice();
  forward(x, product);
  const rest = Float64Array.from(rows.values);
  for (let r = 0; r < count; r++) rest[r] -= product[r];
  const gradient = new Float64Array(rows.unknowns);
  backward(rest, gradient);
  const step = gradient.map((g, i) => g / diagonal[i]);
  const direction = step.slice();
  let energy = dot(gradient, step);
  const first = energy;
  for (let n = 0; n < maxSteps && energy > TOLERANCE ** 2 * first; n++) {
    forward(direction, product);
    const curvature = dot(product, product);
    if (curvature === 0) break;
    const length = energy / curvature;
    for (let i = 0; i < x.length; i++) x[i] += length * direction[i];
    for (let r = 0; r < count; r++) rest[r] -= length * product[r];
    backward(rest, gradient);
    for (let i = 0; i < x.length; i++) step[i] = gradient[i] / diagonal[i];
    const next = dot(gradient, step);
    for (let i = 0; i < x.length; i++) direction[i] = step[i] + (next / energy) * direction[i];
    energy = next;
  }
  return x;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
