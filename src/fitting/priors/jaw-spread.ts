import { JAW_POSE } from '../../head/anatomy/jaw.ts';
import type { NormalEquations } from '../solvers/normal-equations.ts';
import { CAUCHY } from '../solvers/robust-kernel.ts';
import { JAW_REACH } from '../unknowns/jaw-pose.ts';

/** How far views' jaws stand apart: loss, gradient [jaws, JAW_POSE], and the weights w/s^2 that its Hessian is made of. */
export interface JawSpread {
  readonly loss: number;
  readonly gradient: Float64Array;
  readonly weights: Float64Array;
}

const ROUNDS = 30;

/**
 * Most photographs of one sitting show one jaw: each number of the poses differs between views only where they insist,
 *   L = min over m of sum_gk log(1 + ((j_gk - m_k)/s_k)^2)/2,  s_k = share of how far a jaw goes
 * m is eliminated: the loss is stationary in it, and H = diag(w/s^2) less its projection on what all jaws do together.
 * @param jaws [jaws, JAW_POSE]
 */
export function jawSpread(jaws: Float64Array, share: number): JawSpread {
  const gradient = new Float64Array(jaws.length);
  const weights = new Float64Array(jaws.length);
  let loss = 0;
  for (let k = 0; k < JAW_POSE; k++) {
    const scale = share * JAW_REACH[k];
    const values = jaws.filter((_, i) => i % JAW_POSE === k);
    const common = robustMean(values, scale);
    values.forEach((x, g) => {
      const square = ((x - common) / scale) ** 2;
      const at = JAW_POSE * g + k;
      loss += CAUCHY.cost(square) / 2;
      weights[at] = CAUCHY.weight(square) / scale ** 2;
      gradient[at] = weights[at] * (x - common);
    });
  }
  return { loss, gradient, weights };
}

/** From the median on, by reweighting. */
function robustMean(values: Float64Array, scale: number): number {
  const sorted = values.toSorted();
  let mean = sorted[sorted.length >> 1];
  for (let round = 0; round < ROUNDS; round++) {
    let [sum, total] = [0, 0];
    for (const x of values) {
      const w = CAUCHY.weight(((x - mean) / scale) ** 2);
      sum += w * x;
      total += w;
    }
    mean = sum / total;
  }
  return mean;
}

/** @param first unknown of the jaws */
export function addSpreadEquations(spread: JawSpread, first: number, { hessian, gradient }: NormalEquations): void {
  const { weights } = spread;
  const n = gradient.length;
  for (let k = 0; k < JAW_POSE; k++) {
    let total = 0;
    for (let i = k; i < weights.length; i += JAW_POSE) total += weights[i];
    for (let a = k; a < weights.length; a += JAW_POSE) {
      const row = (first + a) * n + first;
      gradient[first + a] += spread.gradient[a];
      hessian[row + a] += weights[a];
      for (let b = k; b <= a; b += JAW_POSE) hessian[row + b] -= (weights[a] * weights[b]) / total;
    }
  }
}
