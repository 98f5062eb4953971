import type { BaseBlend } from './crop.ts';
import type { MakeHuman } from './makehuman.ts';

/** Skin this near to the ring goes with it, dm. */
const REACH = 0.5;

/** Rows of the bust that are kept on one level, and how the skin above goes with them. */
export interface BustLevel {
  /** Rows of the ring. */
  readonly ring: readonly number[];
  /** Rows of the cap. */
  readonly cap: readonly number[];
  /** Rows near the ring: shares of the ring's corrections. */
  readonly above: readonly { readonly row: number; readonly shares: readonly number[] }[];
}

/** @param skin where the rows above the cap lie, and how many rows the cap has after them */
export function bustLevel(
  { vertices }: MakeHuman,
  ring: readonly number[],
  skin: { readonly above: readonly BaseBlend[]; readonly cap: number },
): BustLevel {
  const place = ({ vertices: base, weights }: BaseBlend): number[] =>
    [0, 1, 2].map((k) => base.reduce((sum, v, i) => sum + weights[i] * vertices[3 * v + k], 0));
  const places = skin.above.map(place);
  const onRing = new Set(ring);
  const above = places.flatMap((at, row) => {
    if (onRing.has(row)) return [];
    const away = ring.map((r) => Math.hypot(...at.map((x, k) => x - places[r][k])));
    const nearest = Math.min(...away);
    if (nearest >= REACH) return [];
    const near = away.map((d) => (nearest / d) ** 4);
    const total = near.reduce((sum, w) => sum + w, 0);
    const fade = (1 - nearest / REACH) ** 2;
    return [{ row, shares: near.map((w) => (fade * w) / total) }];
  });
  return { ring, cap: Array.from({ length: skin.cap }, (_, i) => places.length + i), above };
}

/**
 * Brings the bust's ring and cap onto the ring's mean height, in place, the skin near to it along. Linear, so that it
 * may be done to places and to displacements.
 * @param rows [R, 3]
 */
export function levelled({ ring, cap, above }: BustLevel, rows: Float64Array): Float64Array {
  const height = ring.reduce((sum, row) => sum + rows[3 * row + 1] / ring.length, 0);
  const lift = ring.map((row) => height - rows[3 * row + 1]);
  for (const { row, shares } of above) rows[3 * row + 1] += shares.reduce((sum, share, i) => sum + share * lift[i], 0);
  for (const row of [...ring, ...cap]) rows[3 * row + 1] = height;
  return rows;
}
