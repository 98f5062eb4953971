import type { HeadRadius } from './head-radius.ts';
import type { ShellSphere } from './shell-sphere.ts';

/** Points of a shell [N, 3] mm; on rays that end below the bust where they begin. */
export function shellPoints(
  { directions, drops }: ShellSphere,
  { centre, skull }: HeadRadius,
  thickness: ArrayLike<number>,
): Float64Array {
  return directions.map((d, k) => {
    const i = Math.floor(k / 3);
    const radius = Number.isNaN(skull[i]) ? 0 : skull[i] + thickness[i];
    return centre[k % 3] + radius * d - (k % 3 === 1 ? drops[i] : 0);
  });
}
