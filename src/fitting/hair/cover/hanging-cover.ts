import type { HeadRadius } from '../head-radius.ts';
import type { ShellSphere } from '../shell-sphere.ts';

/** So far hair leads around the vertical at most on its way down, of the way. */
const ASIDE = 0.5;

/**
 * Rays below the skull's middle, off the scalp, that hair would have to reach from the side: hair hangs, and what covers a neck below bare skin is a choker, a collar,
 * or a shade. A covered ray is hair's where one of those above it is, among its neighbours and theirs, that lies no farther around the vertical than half of the way to it over the shell;
 * those above all are.
 * @param points of the shell [N, 3] mm @param level of hair [N], above 0 where it covers
 */
export function withoutHair(
  { neighbours, directions, drops }: Pick<ShellSphere, 'neighbours' | 'directions' | 'drops'>,
  { place }: Pick<HeadRadius, 'place'>,
  points: ArrayLike<number>,
  level: ArrayLike<number>,
): number[] {
  const isLow = (i: number): boolean => drops[i] > 0 && place[i] !== 1;
  const hung = Uint8Array.from(level, (own, i) => (own > 0 && !isLow(i) ? 1 : 0));
  const below = Array.from(place.keys()).filter((i) => isLow(i) && level[i] > 0);
  for (const i of below.sort((a, b) => points[3 * b + 1] - points[3 * a + 1])) {
    const holds = (n: number): boolean => {
      const up = points[3 * n + 1] - points[3 * i + 1];
      if (hung[n] === 0 || up <= 0) return false;
      const [x, z] = [points[3 * n] - points[3 * i], points[3 * n + 2] - points[3 * i + 2]];
      const [ex, ez] = [directions[3 * i], directions[3 * i + 2]];
      const around = Math.abs(x * ez - z * ex) / Math.hypot(ex, ez);
      const away = (x * ex + z * ez) / Math.hypot(ex, ez);
      return around <= ASIDE * Math.hypot(up, away);
    };
    if (neighbours[i].some((n) => holds(n) || neighbours[n].some(holds))) hung[i] = 1;
  }
  return below.filter((i) => hung[i] === 0);
}
