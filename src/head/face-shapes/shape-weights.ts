import type { MorphBasis } from '../head-model.ts';

const ROUNDS = 200;
const STILL = 1e-6;

/** Strengths of shapes that come to given displacements. */
export interface ShapeWeights {
  /** In 0..1, in the order of the basis [K]. */
  readonly weights: Float64Array;
  /** What they leave, root mean square over the vertices that were asked for, mm. */
  readonly rmsMm: number;
}

/** Solves for strengths of one basis, again and again. */
export type ShapeWeightSolver = (displacements: ArrayLike<number>) => ShapeWeights;

/**
 * Bounded least squares over the first vertices of a head,
 *   min over 0 <= a <= 1 of |d - sum_k a_k D_k|^2 + ridge sum_k a_k^2
 * by coordinate descent on G = D D^T: a_k <- clamp(a_k + (r_k - ridge a_k)/(G_kk + ridge)), r = D d - G a. The ridge (a hundredth of the
 * mean square of a shape) tells shapes apart that say nearly the same.
 * @param held shapes that stay at 0
 * @param vertexCount how many of the head's first vertices count
 */
export function shapeWeightSolver(
  { names, deltas }: MorphBasis,
  held: ReadonlySet<string>,
  vertexCount: number,
): ShapeWeightSolver {
  const count = names.length;
  const stride = deltas.length / count;
  const rows = names.map((_, k) => deltas.subarray(k * stride, k * stride + 3 * vertexCount));
  const gram: number[][] = [];
  for (const [k, a] of rows.entries()) gram.push(rows.map((b, j) => (j < k ? gram[j][k] : inner(a, b))));
  const ridge = (0.01 * gram.reduce((sum, row, k) => sum + row[k], 0)) / count;
  return (displacements) => {
    const wanted = rows.map((row) => inner(row, displacements));
    const weights = new Float64Array(count);
    for (let round = 0, moved = Number.POSITIVE_INFINITY; moved > STILL && round < ROUNDS; round++) {
      moved = 0;
      for (let k = 0; k < count; k++) {
        if (held.has(names[k])) continue;
        const rest = wanted[k] - gram[k].reduce((sum, g, j) => sum + g * weights[j], 0) - ridge * weights[k];
        const next = Math.min(1, Math.max(0, weights[k] + rest / (gram[k][k] + ridge)));
        moved = Math.max(moved, Math.abs(next - weights[k]));
        weights[k] = next;
      }
    }
    let square = 0;
    for (let i = 0; i < 3 * vertexCount; i++) {
      let left = displacements[i];
      for (let k = 0; k < count; k++) left -= weights[k] * rows[k][i];
      square += left * left;
    }
    return { weights, rmsMm: Math.sqrt(square / vertexCount) };
  };
}

function inner(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
