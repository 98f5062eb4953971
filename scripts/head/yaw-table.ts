/** Yaws of a table, from those to one side and 0: the other side's follow by mirroring. */
export function bothSides(yaws: readonly number[]): number[] {
  return [
    ...yaws
      .slice(1)
      .map((yaw) => -yaw)
      .reverse(),
    ...yaws,
  ];
}

/**
 * Rows of landmarks at a yaw, from those of the same yaw to the right: a head turned left shows what its mirror image shows
 * turned right, and one that looks ahead shows both.
 * @param row of a landmark: to the right in pixels first, whose sign turns; [L] @param mirror each landmark's other side [L]
 * @returns rounded to hundredths
 */
export function mirroredRows(
  yaw: number,
  row: (landmark: number) => readonly number[],
  mirror: ArrayLike<number>,
): number[][] {
  return Array.from(mirror, (m, l) => {
    const own = row(l);
    const other = row(m).map((x, k) => (k === 0 ? -x : x));
    const picked = yaw > 0 ? own : yaw < 0 ? other : own.map((x, k) => (x + other[k]) / 2);
    return picked.map((x) => Number(x.toFixed(2)));
  });
}
