/** First guess: a jaw of ordinary length opens lips by this much for each radian. */
const MM_PER_RADIAN = 60;

/** How an opening of the lips is come to. */
export interface JawClosing {
  /** Wanted opening, mm. */
  readonly target: number;
  /** Nearer than this is there, mm. */
  readonly tolerance: number;
  /** Least and largest angle, radians. */
  readonly range: readonly [number, number];
  readonly steps: number;
}

/**
 * The jaw's angle at which lips stand as far apart as wanted, by the secant rule, as long as the jaw does what jaws do.
 * @param opening of the lips at an angle, mm
 * @param start radians
 */
export function jawAngleAt(
  opening: (angle: number) => number,
  start: number,
  { target, tolerance, range, steps }: JawClosing,
): number {
  let angle = start;
  let gap = opening(start);
  let slope = MM_PER_RADIAN;
  for (let step = 0; step < steps && Math.abs(gap - target) > tolerance; step++) {
    const next = Math.min(range[1], Math.max(range[0], angle - (gap - target) / slope));
    if (next === angle) break;
    const nextGap = opening(next);
    const found = (nextGap - gap) / (next - angle);
    if (found > MM_PER_RADIAN / 4) slope = found;
    [angle, gap] = [next, nextGap];
  }
  return angle;
}
