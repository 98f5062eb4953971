import type { FocalPrior } from '../../capture/load-capture.ts';
import { CAUCHY, QUADRATIC } from '../solvers/robust-kernel.ts';
import { type HeadState, jawStart, type StateLayout } from '../unknowns/head-state.ts';
import { type JawPrior, jawPriorRows } from './jaw-prior.ts';
import type { PriorRow } from './prior-rows.ts';

/** What the morphable stages expect beside the shape space's own prior. */
export interface StatePriors extends RowPriors {
  /** Of each view. */
  readonly focals: readonly FocalPrior[];
  /** How far apart log f of one lens may stand. */
  readonly zoomScale: number;
}

/** What is expected of single unknowns. */
export interface RowPriors {
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
 * Priors of the morphable stages: (x - mean)^2/(2 sigma^2) on identity and shared expression; log(1 + d^2/s^2)/2 on deviations and
 * jaws.
 */
export function statePriorRows(
  layout: StateLayout,
  state: HeadState,
  { deviationScale, jaw, jaws }: RowPriors,
): PriorRow[] {
  const { rig, space } = layout;
  const rows: PriorRow[] = Array.from(state.coefficients, (coefficient, k) => ({
    parameter: rig.parameterCount + k,
    offset: coefficient - space.priorMean[k],
    sigma: space.priorSigma[k],
    kernel: QUADRATIC,
  }));
  const first = rig.parameterCount + space.count;
  state.deviations.forEach((offset, d) => {
    rows.push({ parameter: first + d, offset, sigma: deviationScale, kernel: CAUCHY });
  });
  rows.push(...jawPriorRows({ jaws: state.jaws, expected: jaws }, jawStart(layout), jaw));
  return rows;
}
