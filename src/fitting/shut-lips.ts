import { vertexNeighbours } from '../geometry/mesh.ts';
import { type HeadModel, skinTriangles } from '../head/head-model.ts';
import { slitRims, splitRim } from './closure-term.ts';

/** Photographs whose lips are this far apart show a shut mouth: a detector's inner-lip points never meet. */
export const SHUT_OPENING_MM = 2;
/** Wider than this a fitted mouth is open, whatever the detector says. */
const MAX_GAP_MM = 4;
/** Towards the corners, where lips meet in small triangles that would fold, the correction fades over this width. */
const CORNER_MM = 8;
/** How far the correction reaches over the lips. */
const REACH_MM = 4;

/**
 * Closes lips that the fit left a millimetre or two apart, in place: each inner rim moves, in height and
 * depth, to the middle of the gap, the skin around it by exp(-(d/4 mm)^2) of the nearest rim vertex's step, d along edges.
 * Landmarks cannot place the rims so well, and through the slit teeth would shine.
 * @param positions [V, 3] mm, the skin first
 */
export function shutLips(head: HeadModel, positions: Float64Array): void {
  const rim = slitRims(head).mouth;
  const { upper, lower } = splitRim(head, rim);
  const side = (v: number): number => Math.abs(head.template[3 * v]);
  const corner = Math.max(...rim.map(side));
  const across = (v: number): number => head.skinUv[2 * v];
  const facing = (v: number, others: readonly number[]): number =>
    others.reduce((p, q) => (Math.abs(across(q) - across(v)) < Math.abs(across(p) - across(v)) ? q : p));
  const steps = new Map<number, readonly [number, number]>();
  for (const [lip, others] of [
    [upper, lower],
    [lower, upper],
  ]) {
    for (const v of lip) {
      const partner = facing(v, others);
      const [rise, depth] = [1, 2].map((k) => positions[3 * partner + k] - positions[3 * v + k]);
      const opens = lip === upper ? -rise : rise;
      const fade = Math.min(1, (corner - side(v)) / CORNER_MM);
      if (opens > 0 && opens < MAX_GAP_MM) steps.set(v, [(fade * rise) / 2, (fade * depth) / 2]);
    }
  }
  const reached = distancesFrom(head, [...steps.keys()], positions, 2.5 * REACH_MM);
  for (const [v, { source, distance }] of reached) {
    const [rise, depth] = steps.get(source) ?? [0, 0];
    const share = Math.exp(-((distance / REACH_MM) ** 2));
    positions[3 * v + 1] += share * rise;
    positions[3 * v + 2] += share * depth;
  }
}

/** Dijkstra over the skin's edges. @returns every vertex within `limit`, with its nearest source */
function distancesFrom(
  head: HeadModel,
  sources: readonly number[],
  positions: Float64Array,
  limit: number,
): Map<number, { source: number; distance: number }> {
  const neighbours = vertexNeighbours(head.parts[0].vertexCount, skinTriangles(head), 3);
  const found = new Map(sources.map((source) => [source, { source, distance: 0 }]));
  let front = [...sources];
  while (front.length > 0) {
    const next = new Set<number>();
    for (const v of front) {
      const here = found.get(v);
      if (here === undefined) continue;
      for (const n of neighbours[v]) {
        const length = Math.hypot(...[0, 1, 2].map((k) => positions[3 * v + k] - positions[3 * n + k]));
        const distance = here.distance + length;
        if (distance > limit || distance >= (found.get(n)?.distance ?? Number.POSITIVE_INFINITY)) continue;
        found.set(n, { source: here.source, distance });
        next.add(n);
      }
    }
    front = [...next];
  }
  return found;
}
