import { invertPositiveDefinite } from '../../geometry/cholesky.ts';
import type { VertexEnergy } from './pose-energy.ts';

/** Weights w' >= 0 with the sum 1 on few bones of a vertex. */
export interface Influences {
  /** Places in the vertex's list of bones. */
  readonly chosen: readonly number[];
  readonly weights: readonly number[];
}

/** The bones of a vertex. */
export interface VertexBones {
  /** w [m], sum 1 */
  readonly weights: readonly number[];
  /** The head's joint that each moves with [m]. */
  readonly carriers: readonly number[];
}

/** Bones that a vertex may choose among, beyond those that it keeps and one of each joint. */
const SPARE = 8;

/**
 * The best few influences of a vertex: min (w' - w)^T G (w' - w) over w' >= 0, sum w' = 1, with at most `most` of them not
 * 0. Among the bones whose loss would cost most, at least one of each joint, the one that costs least is left out, and again,
 * until few enough are left: with P the inverse of G on those left, on the plane where weights sum to 0,
 *   without i:  w' -> w' - P_i w'_i / P_ii,  P -> P - P_i P_i^T / P_ii,  at a cost of w'_i^2 / P_ii
 */
export function bestInfluences(energy: VertexEnergy, { weights, carriers }: VertexBones, most: number): Influences {
  const product = energy.times(weights);
  let whole = 0;
  for (let i = 0; i < weights.length; i++) whole += weights[i] * product[i];
  // What the bone of place i, put for all of them, would be wrong by.
  const cost = new Float64Array(weights.length);
  for (let i = 0; i < cost.length; i++)
    cost[i] = weights[i] * weights[i] * (energy.pair(i, i) - 2 * product[i] + whole);
  const candidates = candidatesBy(cost, carriers, most + SPARE);
  const n = candidates.length;
  const { inverse, solved } = solveOnCandidates(energy, candidates, product);
  const left = Array.from({ length: n }, (_, i) => i);
  for (;;) {
    const out = nextOut(inverse, solved, left, most);
    if (out === null) break;
    left.splice(left.indexOf(out), 1);
    const free = inverse[out * n + out];
    for (const i of left) {
      const along = inverse[i * n + out] / free;
      solved[i] -= along * solved[out];
      // The row of what is out stays as it is.
      for (const j of left) inverse[i * n + j] -= along * inverse[out * n + j];
    }
  }
  return { chosen: left.map((i) => candidates[i]), weights: left.map((i) => solved[i]) };
}

/**
 * The dearest bones, and the dearest of each joint that has none among them: many light bones of a joint stand for it
 * together, and without one of them nothing could move as that joint does.
 */
function candidatesBy(cost: Float64Array, carriers: readonly number[], count: number): number[] {
  const dearest: number[] = [];
  for (let i = 0; i < cost.length; i++) {
    let at = i;
    for (; at > 0 && cost[dearest[at - 1]] < cost[i]; at--) dearest[at] = dearest[at - 1];
    dearest[at] = i;
  }
  const out = dearest.slice(0, count);
  const led = new Set(out.map((i) => carriers[i]));
  for (let rank = count; rank < dearest.length; rank++) {
    const carrier = carriers[dearest[rank]];
    if (led.has(carrier)) continue;
    led.add(carrier);
    out.push(dearest[rank]);
  }
  return out;
}

/** The bone to leave out next: one that pulls the wrong way, else the one that costs least; null where few enough are left. */
function nextOut(inverse: Float64Array, solved: Float64Array, left: readonly number[], most: number): number | null {
  // What the last one weighs is no question.
  if (left.length === 1) return null;
  let least = Number.POSITIVE_INFINITY;
  let out: number | null = null;
  for (const i of left) {
    if (solved[i] < 0) return i;
    const cost = (solved[i] * solved[i]) / inverse[i * solved.length + i];
    if (cost < least) {
      least = cost;
      out = i;
    }
  }
  return left.length > most ? out : null;
}

/**
 * The least over the candidates alone, w' = G^-1 b + mu G^-1 1 with b = G w, and P = G^-1 - G^-1 1 1^T G^-1 / (1^T G^-1 1).
 */
function solveOnCandidates(
  energy: VertexEnergy,
  candidates: readonly number[],
  product: ArrayLike<number>,
): { inverse: Float64Array; solved: Float64Array } {
  const n = candidates.length;
  const inverse = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      inverse[i * n + j] = energy.pair(candidates[i], candidates[j]);
      inverse[j * n + i] = inverse[i * n + j];
    }
  if (!invertPositiveDefinite(inverse)) throw new Error('energy of poses: must be positive definite');
  const even = new Float64Array(n);
  const solved = new Float64Array(n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      even[i] += inverse[i * n + j];
      solved[i] += inverse[i * n + j] * product[candidates[j]];
    }
  const total = even.reduce((sum, x) => sum + x, 0);
  const missing = 1 - solved.reduce((sum, x) => sum + x, 0);
  for (let i = 0; i < n; i++) {
    solved[i] += (missing * even[i]) / total;
    for (let j = 0; j < n; j++) inverse[i * n + j] -= (even[i] * even[j]) / total;
  }
  return { inverse, solved };
}
