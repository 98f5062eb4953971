import { smoothedValues } from '../../geometry/mesh/smoothed-values.ts';
import type { ShellSphere } from './shell-sphere.ts';

/** Farther from the edge than this nobody asks how far, rings of neighbours. */
const RINGS = 4;
const FAR_MM = 15;

/**
 * How far points of a shell lie inside the edge of its hair along the surface, mm; below 0 outside. On an edge of the mesh whose
 * level changes its sign the hair ends where the level, linear, is 0, smoothed over some 5 mm.
 * @param points [N, 3] mm @param level [N] @returns [N] within -15..15
 */
export function edgeDistance(
  { neighbours }: Pick<ShellSphere, 'neighbours'>,
  points: ArrayLike<number>,
  level: ArrayLike<number>,
): Float64Array {
  const length = (i: number, n: number): number =>
    Math.hypot(...[0, 1, 2].map((k) => points[3 * i + k] - points[3 * n + k]));
  let away = Float64Array.from(neighbours, (ring, i) =>
    Array.from(ring).reduce(
      (least, n) =>
        level[n] > 0 === level[i] > 0
          ? least
          : Math.min(least, (length(i, n) * Math.abs(level[i])) / (Math.abs(level[i]) + Math.abs(level[n]) + TINY)),
      FAR_MM,
    ),
  );
  for (let ring = 0; ring < RINGS; ring++)
    away = away.map((own, i) =>
      Array.from(neighbours[i]).reduce((least, n) => {
        const through = level[n] > 0 === level[i] > 0 && away[n] < FAR_MM ? away[n] + length(i, n) : FAR_MM;
        return Math.min(least, through);
      }, own),
    );
  return smoothedValues(
    neighbours,
    away.map((mm, i) => (level[i] > 0 ? mm : -mm)),
    SMOOTHINGS,
  );
}

/** Ways along a mesh's edges are longer than straight ones, here more, there less: an edge would show the triangles. */
const SMOOTHINGS = 6;

const TINY = 1e-9;
