import { vertexNeighbours } from '../../geometry/mesh/mesh.ts';
import { findSlits, slitEnds } from '../../head/anatomy/slits.ts';
import { type HeadModel, skinTriangles } from '../../head/head-model.ts';

/** How much of what a rim is taken along goes on to the rings of vertices around it. */
const RINGS = [1, 0.65, 0.3, 0.1];

/** A ring around a rim: its vertices, each with those of the ring before that it goes with. */
type Ring = ReadonlyMap<number, readonly number[]>;

/**
 * Takes lips along so that they lie on each other as they did, whatever a slider does to one of them: linear in the displacement,
 *   d_u' = d_l' = (d_u + d_l)/2 of each vertex u of the upper rim and the lower rim's l that lies nearest below it,
 * and the skin around goes along by less and less, ring by ring.
 * @returns in place, [skin vertices, 3] mm
 */
export function createLipKeeper(head: HeadModel): (skin: Float64Array) => void {
  const { mouth } = findSlits(head);
  const { upper, lower } = mouth;
  const { template } = head;
  const nearest = (v: number, rim: readonly number[]): number =>
    rim.reduce((a, b) =>
      Math.abs(template[3 * b] - template[3 * v]) < Math.abs(template[3 * a] - template[3 * v]) ? b : a,
    );
  // The corners belong to both rims; they stay.
  const [first, last] = slitEnds(mouth);
  const below = lower.slice(1, -1);
  const partners = new Map([
    ...upper.map((u) => [u, nearest(u, below)] as const),
    ...below.map((l) => [l, nearest(l, upper)] as const),
  ]);
  const corners = new Set([first, last]);
  const rings = [upper, below].map((rim) => ringsAround(head, rim, new Set([...upper, ...lower, ...corners])));
  return (skin) => {
    const taken = new Map<number, readonly number[]>();
    for (const [v, partner] of partners)
      taken.set(
        v,
        [0, 1, 2].map((k) => (skin[3 * partner + k] - skin[3 * v + k]) / 2),
      );
    for (const half of rings) {
      const along = new Map(taken);
      for (const [r, ring] of half.entries()) {
        for (const [v, from] of ring)
          along.set(
            v,
            [0, 1, 2].map((k) => from.reduce((sum, n) => sum + (along.get(n)?.[k] ?? 0), 0) / from.length),
          );
        for (const v of ring.keys()) for (let k = 0; k < 3; k++) skin[3 * v + k] += RINGS[r] * (along.get(v)?.[k] ?? 0);
      }
    }
  };
}

/** The rim itself, each vertex going with itself, then ring after ring that does not cross a rim. */
function ringsAround(head: HeadModel, rim: readonly number[], rims: ReadonlySet<number>): Ring[] {
  const neighbours = vertexNeighbours(head.parts[0].vertexCount, skinTriangles(head), 3);
  const rings: Ring[] = [new Map(rim.map((v) => [v, [v]]))];
  const known = new Set([...rims]);
  while (rings.length < RINGS.length) {
    const before = rings[rings.length - 1];
    const ring = new Map<number, number[]>();
    for (const v of before.keys())
      for (const n of neighbours[v]) if (!known.has(n)) ring.set(n, [...(ring.get(n) ?? []), v]);
    for (const v of ring.keys()) known.add(v);
    rings.push(ring);
  }
  return rings;
}
