import type { NormalEquations } from '../solvers/normal-equations.ts';
import { CAUCHY } from '../solvers/robust-kernel.ts';

const ROUNDS = 30;

/**
 * The m that is nearest to values by min over m of sum_i log(1 + ((x_i - m)/s)^2)/2 + q m^2/(2 s^2), by reweighting from the median on.
 * @param scale s @param pull q, towards 0
 */
export function robustMean(values: ArrayLike<number>, scale: number, pull = 0): number {
  const sorted = Float64Array.from(values).sort();
  let mean = sorted[sorted.length >> 1];
  for (let round = 0; round < ROUNDS; round++) {
    let [sum, total] = [0, pull];
    for (let i = 0; i < values.length; i++) {
      const w = CAUCHY.weight(((values[i] - mean) / scale) ** 2);
      sum += w * values[i];
      total += w;
    }
    mean = sum / total;
  }
  return mean;
}

/** Unknowns that differ from a common value which is eliminated. */
export interface AroundCommon {
  readonly unknowns: readonly number[];
  /** Of each unknown, as their loss weighs it. */
  readonly weights: readonly number[];
  readonly gradient: readonly number[];
  /** Of the common value: the sum of the weights, and what holds it beside them. */
  readonly total: number;
}

/** H += diag(w) - w w^T/total: what all unknowns do together costs what the common value costs. */
export function addAroundCommon(
  { unknowns, weights, gradient, total }: AroundCommon,
  equations: Pick<NormalEquations, 'hessian' | 'gradient'>,
): void {
  const n = equations.gradient.length;
  unknowns.forEach((a, i) => {
    equations.gradient[a] += gradient[i];
    equations.hessian[a * n + a] += weights[i];
    for (let j = 0; j <= i; j++) equations.hessian[a * n + unknowns[j]] -= (weights[i] * weights[j]) / total;
  });
}
