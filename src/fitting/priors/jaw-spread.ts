import { JAW_POSE } from '../../head/anatomy/jaw.ts';
import type { NormalEquations } from '../solvers/normal-equations.ts';
import { CAUCHY } from '../solvers/robust-kernel.ts';
import { JAW_REACH } from '../unknowns/jaw-pose.ts';
import { addAroundCommon, robustMean } from './common-value.ts';

/** How far views' jaws stand apart: loss, gradient [jaws, JAW_POSE], and the weights w/s^2 that its Hessian is made of. */
export interface JawSpread {
  readonly loss: number;
  readonly gradient: Float64Array;
  readonly weights: Float64Array;
}

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

/** @param first unknown of the jaws */
export function addSpreadEquations(spread: JawSpread, first: number, equations: NormalEquations): void {
  for (let k = 0; k < JAW_POSE; k++) {
    const at = Array.from({ length: spread.weights.length / JAW_POSE }, (_, g) => JAW_POSE * g + k);
    const weights = at.map((a) => spread.weights[a]);
    const around = {
      unknowns: at.map((a) => first + a),
      weights,
      gradient: at.map((a) => spread.gradient[a]),
      total: weights.reduce((sum, w) => sum + w, 0),
    };
    addAroundCommon(around, equations);
  }
}
