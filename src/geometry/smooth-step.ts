/** 0 before `from`, 1 after `to`, 3 t^2 - 2 t^3 between; `from` may be the greater. */
export function smoothStep(x: number, [from, to]: readonly [number, number]): number {
  const t = Math.min(1, Math.max(0, (x - from) / (to - from)));
  return t * t * (3 - 2 * t);
}
