/** Unit vectors with u^T W v = the largest singular value of W. */
export interface SingularVectors {
  /** [rows] */
  readonly u: Float64Array;
  /** [columns] */
  readonly v: Float64Array;
}

/** From the same start each time: what comes out depends on the weights alone, and a run that goes on finds the same. */
const ITERATIONS = 12;

/** Power iteration: v <- W^T u / |W^T u|, u <- W v / |W v|. @param weights W [rows, columns] */
export function singularVectors(weights: ArrayLike<number>, rows: number, columns: number): SingularVectors {
  let u = new Float64Array(rows).fill(1 / Math.sqrt(rows));
  let v = new Float64Array(columns);
  for (let k = 0; k < ITERATIONS; k++) {
    v = new Float64Array(columns);
    for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) v[j] += weights[i * columns + j] * u[i];
    normalize(v);
    u = new Float64Array(rows);
    for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) u[i] += weights[i * columns + j] * v[j];
    normalize(u);
  }
  return { u, v };
}

function normalize(vector: Float64Array): void {
  const norm = Math.sqrt(vector.reduce((sum, x) => sum + x * x, 0)) || 1;
  for (let i = 0; i < vector.length; i++) vector[i] /= norm;
}
