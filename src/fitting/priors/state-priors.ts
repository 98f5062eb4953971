import type { FocalPrior } from '../../capture/load-capture.ts';
import { CAUCHY, QUADRATIC } from '../solvers/robust-kernel.ts';
import { type HeadState, jawStart, type StateLayout } from '../unknowns/head-state.ts';
import { type JawPrior, jawPriorRows } from './jaw-prior.ts';
import type { PriorRow } from './prior-rows.ts';

/** What the morphable stages expect beside the shape space's own prior. */
export interface StatePriors {
  /** Of each view. */
  readonly focals: readonly FocalPrior[];
  /**
   * Width of the Cauchy prior on deviations, in units of the shapes. Most photographs of one sitting show one
   * expression, and freedom that they do not need costs shape; a view that smiles must still be free to.
   */
  readonly deviationScale: number;
  readonly jaw: JawPrior;
  /** What is expected of the jaws [max(1, G), JAW_POSE]. */
  readonly jaws: Float64Array;
}

/**
 * Priors of the morphable stages: (x - mean)^2/(2 sigma^2) on identity, shared expression and the logarithms of focal
 * lengths; log(1 + d^2/s^2)/2 on deviations and jaws.
 */
export function statePriorRows(
  layout: StateLayout,
  state: HeadState,
  { focals, deviationScale, jaw, jaws }: StatePriors,
): PriorRow[] {
  const { rig, space } = layout;
  const rows: PriorRow[] = Array.from(state.coefficients, (coefficient, k) => ({
    parameter: rig.parameterCount + k,
    offset: coefficient - space.priorMean[k],
    sigma: space.priorSigma[k],
    kernel: QUADRATIC,
  }));
  for (let group = 0; group < rig.focalGroupCount; group++) {
    const view = rig.focalGroup.indexOf(group);
    const offset = Math.log(state.cameras[view].fx / focals[view].focal);
    rows.push({ parameter: 6 * rig.viewCount + group, offset, sigma: focals[view].sigmaLog, kernel: QUADRATIC });
  }
  const first = rig.parameterCount + space.count;
  state.deviations.forEach((offset, d) => {
    rows.push({ parameter: first + d, offset, sigma: deviationScale, kernel: CAUCHY });
  });
  rows.push(...jawPriorRows({ jaws: state.jaws, expected: jaws }, jawStart(layout), jaw));
  return rows;
}
