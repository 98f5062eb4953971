import { turnJaw } from '../../src/head/anatomy/jaw.ts';

/** MakeHuman's own unit turns the lower teeth by this much, radians. */
const UNIT_TURN = (21 * Math.PI) / 180;

/** The face unit moves cheeks, nose and lids by up to this share as well, which is no jaw's. */
const NO_JAW = 0.05;

/** What opens a mouth: rows that the jaw moves, and where its joint is. */
export interface OpenedRows {
  /** [R, 3] mm */
  readonly rest: ArrayLike<number>;
  /** What MakeHuman's face unit `jawOpen` does to them [R, 3] mm. */
  readonly opening: ArrayLike<number>;
  /** p, mm */
  readonly pivot: readonly number[];
}

/**
 * The jaw's share of each row, between MakeHuman's two jaws: the mean of what its default rig paints and of what its face unit
 * `jawOpen` does, u_v = (R - I)(x_v - p) being what a wholly carried row would do:
 *   w_v = (q_v + clamp((s_v - s_0)/(1 - s_0), 0, 1)) / 2,  s_v = d_v . u_v / |u_v|^2,  s_0 = {@link NO_JAW}
 * The rig alone peaks at the midline and leaves the mouth's corners on the skull, so that the lower lip opens as a V; the unit alone pulls the corners
 * of an open smile down.
 * @param painted q [R], the rig's, in 0..1
 * @returns w [R]
 */
export function jawShare({ rest, opening, pivot }: OpenedRows, painted: ArrayLike<number>): Float64Array {
  const carried = Float64Array.from(rest).subarray(0, 3 * painted.length);
  const weights = new Float64Array(painted.length).fill(1);
  turnJaw({ weights, pivot }, [UNIT_TURN, 0, 0], carried);
  return weights.map((_, v) => {
    let along = 0;
    let square = 0;
    for (let i = 3 * v; i < 3 * v + 3; i++) {
      const whole = carried[i] - rest[i];
      along += opening[i] * whole;
      square += whole * whole;
    }
    const shown = square === 0 ? 0 : (along / square - NO_JAW) / (1 - NO_JAW);
    return (painted[v] + Math.min(1, Math.max(0, shown))) / 2;
  });
}
