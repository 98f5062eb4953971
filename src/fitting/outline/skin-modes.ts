import type { HeadModel } from '../../head/head-model.ts';

/** Displacements of a skin, one column each, expected around 0. */
export interface SkinModes {
  readonly count: number;
  /** [V, 3, count] mm per unit: one contiguous row for each vertex and axis. */
  readonly rows: Float32Array;
  /** 1/sigma^2 of each coefficient [count]; 0 where anything goes. */
  readonly precision: Float64Array;
}

/** What a head may do as a whole: turn about its origin, shift, grow. */
const WHOLE = 7;
/** Its coefficients are of the modes' order: 10 mm at 100 mm. */
const TURN_PER_UNIT = 0.1;
const SHIFT_PER_UNIT = 10;

/**
 * The head's identity modes, each expected within one standard deviation of what it is, and what the head may do as a whole:
 * turns, shifts and growth, which aligned heads do not know.
 * @param positions of the skin [>= V, 3] mm
 */
export function identityModes(head: HeadModel, positions: ArrayLike<number>): SkinModes {
  const { vertexCount } = head.parts[0];
  const { deltas, names } = head.identity;
  const identity = names.length;
  const count = identity + WHOLE;
  const rows = new Float32Array(3 * vertexCount * count);
  for (let k = 0; k < identity; k++)
    for (let i = 0; i < 3 * vertexCount; i++) rows[i * count + k] = deltas[k * 3 * head.vertexCount + i];
  for (let v = 0; v < vertexCount; v++) {
    const [x, y, z] = [0, 1, 2].map((k) => TURN_PER_UNIT * positions[3 * v + k]);
    const s = SHIFT_PER_UNIT;
    // w x X, t, s X
    rows.set([0, z, -y, s, 0, 0, x], 3 * v * count + identity);
    rows.set([-z, 0, x, 0, s, 0, y], (3 * v + 1) * count + identity);
    rows.set([y, -x, 0, 0, 0, s, z], (3 * v + 2) * count + identity);
  }
  return { count, rows, precision: Float64Array.from({ length: count }, (_, k) => (k < identity ? 1 : 0)) };
}

/** Displacement of coefficients [count]. @returns [V, 3] mm */
export function displacementOf({ count, rows }: SkinModes, coefficients: ArrayLike<number>): Float64Array {
  const out = new Float64Array(rows.length / count);
  for (let i = 0; i < out.length; i++) {
    let sum = 0;
    for (let k = 0; k < count; k++) sum += rows[i * count + k] * coefficients[k];
    out[i] = sum;
  }
  return out;
}

/** The same modes where a skin is free, by so much [V]. */
export function restrained(modes: SkinModes, freedom: Float64Array): SkinModes {
  const { count } = modes;
  return { ...modes, rows: modes.rows.map((x, i) => x * freedom[Math.floor(i / (3 * count))]) };
}
