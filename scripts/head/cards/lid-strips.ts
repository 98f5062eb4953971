import { findSlits, rimOf, type Slit, upperEdge } from '../../../src/head/anatomy/slits.ts';
import type { HeadModel } from '../../../src/head/head-model.ts';
import type { CardColumn } from './bind-cards.ts';

export type Lid = 'upper' | 'lower';

const REACH_MM = 5;

/** Lashes stand off the skin as the lids' rims around their roots turn. */
export function goWithRims(head: HeadModel): Pick<CardColumn, 'reachMm' | 'around'> {
  const { left, right } = findSlits(head);
  const rims = new Set([...rimOf(left), ...rimOf(right)]);
  return { reachMm: REACH_MM, around: (v) => rims.has(v) };
}

/** A lid's rim from corner to corner. */
export function rimOfLid(slit: Slit, lid: Lid): readonly number[] {
  return lid === 'lower' ? slit.lower : upperEdge(slit);
}

/** Quads between columns of as many points each. @param first of all points */
export function stripQuads(first: number, columns: number, points: number): number[][] {
  const out: number[][] = [];
  for (let c = 0; c + 1 < columns; c++)
    for (let r = 0; r + 1 < points; r++) {
      const corner = (i: number, k: number): number => first + (c + i) * points + r + k;
      out.push([corner(0, 0), corner(1, 0), corner(1, 1), corner(0, 1)]);
    }
  return out;
}
