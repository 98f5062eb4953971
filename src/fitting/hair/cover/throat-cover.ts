import type { HeadRadius } from '../head-radius.ts';
import type { ShellSphere } from '../shell-sphere.ts';

/** Bearings that are told apart, of a turn. */
const BEARINGS = 96;
/** What lies so far above the chin at most may be what hair falls from, mm. */
const ABOVE_MM = 50;

/**
 * Rays before the throat that no hair meets: hair falls straight down, and where the jaw above is bare it does not begin below it. What pixels
 * show there is the shade beneath a chin, or hair behind one that is bowed.
 * @param level of hair [N], above 0 where it covers
 */
export function bareThroat(sphere: ShellSphere, { skull, drape }: HeadRadius, level: ArrayLike<number>): number[] {
  const { directions, drops } = sphere;
  const before = Array.from(drape.keys()).filter((i) => directions[3 * i + 2] > Math.abs(directions[3 * i]));
  const height = (i: number): number => skull[i] * directions[3 * i + 1] - drops[i];
  const throat = before.filter((i) => drape[i] === 1);
  const jaw = before.filter((i) => drape[i] === 0 && !Number.isNaN(skull[i]));
  const lowest = jaw.reduce((least, i) => Math.min(least, height(i)), Number.POSITIVE_INFINITY);
  const haired = new Set<number>();
  for (const i of jaw)
    if (level[i] > 0 && height(i) < lowest + ABOVE_MM)
      for (const beside of [-1, 0, 1]) haired.add(bearingOf(directions, i) + beside);
  return throat.filter((i) => !haired.has(bearingOf(directions, i)));
}

function bearingOf(directions: Float64Array, i: number): number {
  return Math.round((Math.atan2(directions[3 * i], directions[3 * i + 2]) / (2 * Math.PI)) * BEARINGS);
}
