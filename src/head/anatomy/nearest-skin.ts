import type { HeadModel } from '../head-model.ts';

/** The skin vertices of the mean head that are nearest to a place of it, nearest first. @param place [3] mm */
export function nearestSkin(head: HeadModel, place: ArrayLike<number>, count: number): number[] {
  const square = Float64Array.from({ length: head.parts[0].vertexCount }, (_, v) =>
    [0, 1, 2].reduce((sum, k) => sum + (head.template[3 * v + k] - place[k]) ** 2, 0),
  );
  return Array.from(square.keys())
    .sort((a, b) => square[a] - square[b])
    .slice(0, count);
}
