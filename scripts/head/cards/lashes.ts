import { eyeballs } from '../../../src/head/anatomy/eyes/eyeballs.ts';
import type { Sphere } from '../../../src/head/anatomy/eyes/seat-eyes.ts';
import { findSlits } from '../../../src/head/anatomy/slits.ts';
import type { HeadCards } from '../../../src/head/cards/head-cards.ts';
import type { HeadModel } from '../../../src/head/head-model.ts';
import { bindCards, type CardColumn } from './bind-cards.ts';
import { LASH_STRIPS } from './lash-strips.ts';
import { goWithRims, type Lid, rimOfLid, stripQuads } from './lid-strips.ts';

/** Columns of a strip along its lid, and points of each from root to tip. */
const COLUMNS = 17;
const POINTS = 5;
const DEGREES = Math.PI / 180;
/** Of how far a lid looks aside where a lash grows; the rest is ahead. */
const ASIDE = 0.65;
/** Lashes lean to the temple, degrees. */
const LEAN = 6;

/**
 * Strips of lashes on the lids' rims: from root to tip, t in 0..1, a lash goes up from the level by the angle a + (b - a) t, turned aside by some of what its lid
 * looks aside there.
 */
export function lashCards(head: HeadModel): HeadCards {
  const slits = findSlits(head);
  const withRims = goWithRims(head);
  const columns: CardColumn[] = [];
  const quads: number[][] = [];
  for (const eye of eyeballs(head, head.template)) {
    const side = eye.part.name === 'eye_L' ? 'left' : 'right';
    for (const lid of ['upper', 'lower'] as const) {
      const edge = rimOfLid(slits[side], lid);
      const rim = side === 'left' ? edge : [...edge].reverse();
      quads.push(...stripQuads(POINTS * columns.length, COLUMNS, POINTS));
      for (let c = 0; c < COLUMNS; c++)
        columns.push({ ...column(head, { rim, lid, eye }, c / (COLUMNS - 1)), ...withRims });
    }
  }
  return bindCards('lashes', { head, base: head.template }, columns, quads);
}

/** @param share of the strip's length, from the nose */
function column(
  { template }: HeadModel,
  { rim, lid, eye }: { readonly rim: readonly number[]; readonly lid: Lid; readonly eye: Sphere },
  share: number,
): Pick<CardColumn, 'anchor' | 'barycentric' | 'offsets' | 'uvs'> {
  const { grows, length, from, to, picture } = LASH_STRIPS[lid];
  const along = grows[0] + share * (grows[1] - grows[0]);
  const place = (v: number): readonly number[] => [0, 1, 2].map((k) => template[3 * v + k]);
  const [a, b, between] = spotAlong(rim.map(place), along);
  const root = place(rim[a]).map((x, k) => (1 - between) * x + between * template[3 * rim[b] + k]);
  const [x, z] = [root[0] - eye.centre[0], root[2] - eye.centre[2]];
  const outwards = Math.sign(eye.centre[0]);
  const aside = ASIDE * Math.atan2(x, z) + outwards * LEAN * DEGREES;
  const step = length(share) / (POINTS - 1);
  let at = [0, 0, 0];
  const offsets = [at];
  for (let k = 1; k < POINTS; k++) {
    const up = (from + ((to - from) * (k - 0.5)) / (POINTS - 1)) * DEGREES;
    const way = [Math.cos(up) * Math.sin(aside), Math.sin(up), Math.cos(up) * Math.cos(aside)];
    at = at.map((c, i) => c + step * way[i]);
    offsets.push(at);
  }
  const { left, width, top, height } = picture;
  return {
    anchor: [rim[a], rim[b], rim[b]],
    barycentric: [1 - between, between, 0],
    offsets,
    uvs: offsets.map((_, k) => [left + share * width, top + (k / (POINTS - 1)) * height]),
  };
}

/** Two neighbours of a polyline between which a share of its length lies, and how much of the second. */
function spotAlong(line: readonly (readonly number[])[], share: number): [number, number, number] {
  const lengths = line.slice(1).map((p, i) => Math.hypot(...p.map((x, k) => x - line[i][k])));
  let left = share * lengths.reduce((sum, length) => sum + length, 0);
  let i = 0;
  while (i + 1 < lengths.length && left > lengths[i]) left -= lengths[i++];
  return [i, i + 1, Math.min(1, left / lengths[i])];
}
