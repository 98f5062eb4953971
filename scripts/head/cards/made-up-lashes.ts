import { dot3 } from '../../../src/geometry/vector3.ts';
import { findSlits } from '../../../src/head/anatomy/slits.ts';
import type { HeadCards } from '../../../src/head/cards/head-cards.ts';
import type { HeadModel } from '../../../src/head/head-model.ts';
import { bindCards, type CardColumn } from './bind-cards.ts';
import { goWithRims, type Lid, rimOfLid, stripQuads } from './lid-strips.ts';
import type { ProxyPoints } from './proxy-points.ts';
import { proxyStrips } from './proxy-strips.ts';

/** Between a strip's first two rows, which lie behind the rim and before it, hairs grow here in its picture. */
const ROOT: Readonly<Record<Lid, number>> = { upper: 1, lower: 0.5 };
/** MakeHuman's are made up: of their length. */
const LENGTH_SHARE: Readonly<Record<Lid, number>> = { upper: 0.75, lower: 0.6 };

/** MakeHuman's strips of lashes, their roots on the lids' rims, for renders that networks learn from and are measured on. @param base the base mesh's skin [V, 3] mm, in the points' place */
export function madeUpLashes(head: HeadModel, base: Float64Array, points: ProxyPoints): HeadCards {
  const slits = findSlits(head);
  const withRims = goWithRims(head);
  const columns: CardColumn[] = [];
  const quads: number[][] = [];
  for (const strip of proxyStrips(points)) {
    const rim = rimOfLid(slits[strip.side], strip.lid);
    const bound = strip.columns.map((column) => boundColumn(column, { points, base, rim, lid: strip.lid }));
    const first = columns.reduce((sum, { uvs }) => sum + uvs.length, 0);
    quads.push(...stripQuads(first, bound.length, bound[0].uvs.length));
    columns.push(...bound.map((column) => ({ ...column, ...withRims })));
  }
  return bindCards('lashes', { head, base }, columns, quads);
}

interface StripPlace {
  readonly points: ProxyPoints;
  readonly base: Float64Array;
  readonly rim: readonly number[];
  readonly lid: Lid;
}

function boundColumn(
  column: readonly number[],
  { points, base, rim, lid }: StripPlace,
): Omit<CardColumn, 'reachMm' | 'around'> {
  const share = ROOT[lid];
  const mixed = (values: readonly (readonly number[])[]): number[] =>
    values[column[0]].map((x, k) => (1 - share) * x + share * values[column[1]][k]);
  const root = mixed(points.positions);
  const tail = column.slice(share === 1 ? 2 : 1);
  return {
    ...nearestOnRim(root, rim, base),
    offsets: [[0, 0, 0], ...tail.map((p) => points.positions[p].map((x, k) => LENGTH_SHARE[lid] * (x - root[k])))],
    uvs: [mixed(points.uvs), ...tail.map((p) => points.uvs[p])],
  };
}

function nearestOnRim(
  point: readonly number[],
  rim: readonly number[],
  base: Float64Array,
): Pick<CardColumn, 'anchor' | 'barycentric'> {
  const spots = rim.slice(1).map((b, i) => {
    const a = rim[i];
    const [from, along] = [
      [0, 1, 2].map((k) => point[k] - base[3 * a + k]),
      [0, 1, 2].map((k) => base[3 * b + k] - base[3 * a + k]),
    ];
    const t = Math.min(1, Math.max(0, dot3(from, along) / dot3(along, along)));
    return { a, b, t, away: Math.hypot(...from.map((x, k) => x - t * along[k])) };
  });
  const { a, b, t } = spots.reduce((best, spot) => (spot.away < best.away ? spot : best));
  return { anchor: [a, b, b], barycentric: [1 - t, t, 0] };
}
