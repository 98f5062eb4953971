import type { HeadModel } from '../head-model.ts';
import { skinNeighbours } from './skin-neighbours.ts';

/** Dijkstra over the skin's edges. @returns every vertex within `limit`, with its nearest source */
export function distancesFrom(
  head: HeadModel,
  sources: readonly number[],
  positions: Float64Array,
  limit: number,
): Map<number, { source: number; distance: number }> {
  const neighbours = skinNeighbours(head);
  const found = new Map(sources.map((source) => [source, { source, distance: 0 }]));
  let front = [...sources];
  while (front.length > 0) {
    const next = new Set<number>();
    for (const v of front) {
      const here = found.get(v);
      if (here === undefined) continue;
      for (const n of neighbours[v]) {
        const length = Math.hypot(
          positions[3 * v] - positions[3 * n],
          positions[3 * v + 1] - positions[3 * n + 1],
          positions[3 * v + 2] - positions[3 * n + 2],
        );
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
