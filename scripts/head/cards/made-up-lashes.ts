import { findSlits, rimOf, type Slit } from '../../../src/head/anatomy/slits.ts';
import type { HeadCards } from '../../../src/head/cards/head-cards.ts';
import type { HeadModel } from '../../../src/head/head-model.ts';
import { bindCards, type CardColumn } from './bind-cards.ts';
import { type LashStrip, lashStrips } from './lash-columns.ts';
import type { ProxyPoints } from './proxy-points.ts';

/** Between a strip's first two rows, which lie behind the rim and before it, hairs grow here in its picture. */
const ROOT: Readonly<Record<LashStrip['lid'], number>> = { upper: 1, lower: 0.5 };
/** MakeHuman's are made up: of their length. */
const LENGTH_SHARE: Readonly<Record<LashStrip['lid'], number>> = { upper: 0.75, lower: 0.6 };
const REACH_MM = 5;

/** MakeHuman's strips of lashes, their roots on the lids' rims, for renders that networks learn from and are measured on. @param base the base mesh's skin [V, 3] mm, in the points' place */
export function madeUpLashes(head: HeadModel, base: Float64Array, points: ProxyPoints): HeadCards {
  const slits = findSlits(head);
  const rims = new Set([...rimOf(slits.left), ...rimOf(slits.right)]);
  const columns: CardColumn[] = [];
  const quads: number[][] = [];
  for (const strip of lashStrips(points)) {
    const rim = rimLine(slits[strip.side], strip.lid);
    const bound = strip.columns.map((column) => boundColumn(column, { points, base, rim, lid: strip.lid }, rims));
    const first = columns.reduce((sum, { uvs }) => sum + uvs.length, 0);
    const rows = bound[0].uvs.length;
    for (let c = 0; c + 1 < bound.length; c++)
      for (let r = 0; r + 1 < rows; r++) {
        const corner = (i: number, k: number): number => first + (c + i) * rows + r + k;
        quads.push([corner(0, 0), corner(1, 0), corner(1, 1), corner(0, 1)]);
      }
    columns.push(...bound);
  }
  return bindCards('lashes', { head, base }, columns, quads);
}

/** A lid's rim from corner to corner. */
function rimLine({ upper, lower }: Slit, lid: LashStrip['lid']): readonly number[] {
  return lid === 'lower' ? lower : [lower[0], ...upper, lower[lower.length - 1]];
}

interface StripPlace {
  readonly points: ProxyPoints;
  readonly base: Float64Array;
  readonly rim: readonly number[];
  readonly lid: LashStrip['lid'];
}

function boundColumn(column: readonly number[], place: StripPlace, rims: ReadonlySet<number>): CardColumn {
  const { points, base, rim, lid } = place;
  const share = ROOT[lid];
  const mixed = (values: readonly (readonly number[])[]): number[] =>
    values[column[0]].map((x, k) => (1 - share) * x + share * values[column[1]][k]);
  const root = mixed(points.positions);
  const tail = column.slice(share === 1 ? 2 : 1);
  return {
    ...nearestOnRim(root, rim, base),
    reachMm: REACH_MM,
    around: (v) => rims.has(v),
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
    const dot = (p: readonly number[], q: readonly number[]): number => p.reduce((sum, x, k) => sum + x * q[k], 0);
    const t = Math.min(1, Math.max(0, dot(from, along) / dot(along, along)));
    return { a, b, t, away: Math.hypot(...from.map((x, k) => x - t * along[k])) };
  });
  const { a, b, t } = spots.reduce((best, spot) => (spot.away < best.away ? spot : best));
  return { anchor: [a, b, b], barycentric: [1 - t, t, 0] };
}
