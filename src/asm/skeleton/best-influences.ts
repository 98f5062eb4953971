import { solveCholesky } from '../../geometry/cholesky.ts';

/** Weights w' >= 0 with the sum 1 on few of the bones. */
export interface Influences {
  /** Rows of the energy. */
  readonly chosen: readonly number[];
  readonly weights: readonly number[];
  /** (w' - w)^T G (w' - w) */
  readonly energy: number;
}

/** Bones that a vertex may choose among, beyond those that it keeps. */
const SPARE = 8;

/**
 * The best few influences of a vertex: min (w' - w)^T G (w' - w) over w' >= 0, sum w' = 1, with at most `most` of them not
 * 0. Bones are taken one by one, each time the one that helps most, then exchanged one for one as long as that helps; only
 * those that move the vertex most stand for choice.
 * @param energy G [m, m] positive definite
 * @param weights w [m], sum 1
 */
export function bestInfluences(energy: Float64Array, weights: readonly number[], most: number): Influences {
  const m = weights.length;
  const target = weights.map((_, i) => {
    let sum = 0;
    for (let j = 0; j < m; j++) sum += energy[i * m + j] * weights[j];
    return sum;
  });
  const whole = weights.reduce((sum, w, i) => sum + w * target[i], 0);
  const system = { energy, target, whole };
  const candidates = Array.from(weights.keys())
    .sort((a, b) => weights[b] ** 2 * energy[b * m + b] - weights[a] ** 2 * energy[a * m + a] || a - b)
    .slice(0, most + SPARE);
  let best: Influences = { chosen: [], weights: [], energy: Number.POSITIVE_INFINITY };
  while (best.chosen.length < Math.min(most, m)) {
    const { chosen } = best;
    const next = leastOf(
      system,
      others(candidates, chosen).map((j) => [...chosen, j]),
    );
    if (next === null || next.energy >= best.energy) break;
    best = next;
  }
  for (;;) {
    const { chosen } = best;
    const swaps = others(candidates, chosen).flatMap((j) => chosen.map((_, place) => chosen.with(place, j)));
    const next = leastOf(system, swaps);
    if (next === null || next.energy >= best.energy * (1 - 1e-9)) return best;
    best = next;
  }
}

interface System {
  readonly energy: Float64Array;
  /** G w [m] */
  readonly target: readonly number[];
  /** w^T G w */
  readonly whole: number;
}

function others(candidates: readonly number[], chosen: readonly number[]): number[] {
  return candidates.filter((j) => !chosen.includes(j));
}

function leastOf(system: System, sets: readonly (readonly number[])[]): Influences | null {
  let best: Influences | null = null;
  for (const chosen of sets) {
    const solved = solveOn(system, chosen);
    if (solved !== null && (best === null || solved.energy < best.energy)) best = solved;
  }
  return best;
}

/** The least on a set of bones; null where one would pull the wrong way, which fewer bones do better. */
function solveOn({ energy, target, whole }: System, chosen: readonly number[]): Influences | null {
  const n = chosen.length;
  const m = target.length;
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) matrix[i * n + j] = energy[chosen[i] * m + chosen[j]];
  const wanted = Float64Array.from(chosen, (j) => target[j]);
  // w' = G^-1 (G w) + mu G^-1 1, mu from the sum.
  const free = solveCholesky(matrix.slice(), wanted.slice());
  const even = solveCholesky(matrix, new Float64Array(n).fill(1));
  if (free === null || even === null) return null;
  let [freeSum, evenSum] = [0, 0];
  for (let i = 0; i < n; i++) {
    freeSum += free[i];
    evenSum += even[i];
  }
  const mu = (1 - freeSum) / evenSum;
  const weights = Array.from(free, (x, i) => x + mu * even[i]);
  if (weights.some((w) => w < 0)) return null;
  // w'^T G w' - 2 w'^T G w + w^T G w, where G w' = G w + mu on the set.
  let sum = whole + mu;
  for (let i = 0; i < n; i++) sum -= weights[i] * wanted[i];
  return { chosen, weights, energy: Math.max(0, sum) };
}
