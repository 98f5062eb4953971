import { JAW_POSE } from '../../head/anatomy/jaw.ts';
import { QUADRATIC } from '../solvers/robust-kernel.ts';
import type { PriorRow } from './prior-rows.ts';

/** Standard deviations of a jaw's pose about rest: radians, and mm. */
export interface JawPrior {
  /** Of opening: mouths stand open in all degrees. */
  readonly open: number;
  /** Of closing beyond rest, which only teeth that were fitted too long ask for. */
  readonly shut: number;
  /** Of turning and tilting. */
  readonly turn: number;
  /** Of sliding to a side, and forwards. */
  readonly across: number;
  readonly forwards: number;
}

/**
 * Gaussians about rest, of opening with a side each. What all views' jaws do together costs as much as one jaw does: each
 * counts one in so many.
 * @param jaws [jaws, JAW_POSE]
 * @param first unknown of the jaws
 */
export function jawPriorRows(jaws: Float64Array, first: number, prior: JawPrior): PriorRow[] {
  const sigmas = [prior.open, prior.turn, prior.turn, prior.across, prior.forwards];
  const wider = Math.sqrt(jaws.length / JAW_POSE);
  return Array.from(jaws, (offset, i) => ({
    parameter: first + i,
    offset,
    sigma: wider * (i % JAW_POSE === 0 && offset < 0 ? prior.shut : sigmas[i % JAW_POSE]),
    kernel: QUADRATIC,
  }));
}
