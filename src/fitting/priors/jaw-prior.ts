import { JAW_POSE } from '../../head/anatomy/jaw.ts';
import { CAUCHY, QUADRATIC } from '../solvers/robust-kernel.ts';
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

/** Poses of jaws, and what was expected of them before the photographs were fitted [jaws, JAW_POSE]. */
export interface ExpectedJaws {
  readonly jaws: Float64Array;
  readonly expected: Float64Array;
}

/**
 * log(1 + (x - e)^2/s^2)/2 on each number of each pose, of opening with a side each where a jaw is expected at rest: most
 * photographs show one, and freedom that they do not need costs shape; one that stands open may be as wide as it likes.
 * (x - e)^2/(2 s^2) on how it slides: pixels do not see a chin slide along its skin, and would take all that they may.
 * @param first unknown of the jaws
 */
export function jawPriorRows({ jaws, expected }: ExpectedJaws, first: number, prior: JawPrior): PriorRow[] {
  const widths = [prior.open, prior.turn, prior.turn, prior.across, prior.forwards];
  return Array.from(jaws, (x, i) => ({
    parameter: first + i,
    offset: x - expected[i],
    sigma: i % JAW_POSE === 0 && x < 0 && expected[i] === 0 ? prior.shut : widths[i % JAW_POSE],
    kernel: i % JAW_POSE < 3 ? CAUCHY : QUADRATIC,
  }));
}
