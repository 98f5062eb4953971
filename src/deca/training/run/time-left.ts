/** Seconds that the rest of some steps will take at the pace so far. @param done of them, since the clock started */
export function secondsLeft(elapsedSeconds: number, done: number, left: number): number {
  return done === 0 ? Number.POSITIVE_INFINITY : (elapsedSeconds / done) * left;
}

/** As one would say it: `40 s`, `3 min`, `2 h 5 min`. */
export function inWords(seconds: number): string {
  if (!Number.isFinite(seconds)) return 'unknown';
  if (seconds < 90) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
