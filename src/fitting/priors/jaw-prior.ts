import { JAW_POSE } from '../../head/anatomy/jaw.ts';
import { CAUCHY } from '../solvers/robust-kernel.ts';
import type { PriorRow } from './prior-rows.ts';

/** Widths of what is expected of a jaw's pose: radians, and mm. */
export interface JawPrior {
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
 * log(1 + x^2/s^2)/2 on each number of each pose, of opening with a side each: most photographs show a jaw at rest, and
 * freedom that they do not need costs shape; one that stands open may be as wide as it likes.
 * @param jaws [jaws, JAW_POSE]
 * @param first unknown of the jaws
 */
export function jawPriorRows(jaws: Float64Array, first: number, prior: JawPrior): PriorRow[] {
  const widths = [prior.open, prior.turn, prior.turn, prior.across, prior.forwards];
  return Array.from(jaws, (offset, i) => ({
    parameter: first + i,
    offset,
    sigma: i % JAW_POSE === 0 && offset < 0 ? prior.shut : widths[i % JAW_POSE],
    kernel: CAUCHY,
  }));
}
