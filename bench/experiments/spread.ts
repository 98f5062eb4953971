/** Mean of some numbers and their standard deviation (n - 1); of one number the deviation is 0. */
export interface Spread {
  readonly mean: number;
  readonly deviation: number;
  readonly count: number;
}

/** @throws {Error} there are none */
export function spreadOf(values: readonly number[]): Spread {
  const count = values.length;
  if (count === 0) throw new Error('the spread of nothing');
  const mean = values.reduce((sum, x) => sum + x, 0) / count;
  const squares = values.reduce((sum, x) => sum + (x - mean) ** 2, 0);
  return { mean, deviation: count > 1 ? Math.sqrt(squares / (count - 1)) : 0, count };
}

/** `1.23 +- 0.04`, or a dash where some number is missing. */
export function inTable(values: readonly (number | null)[], digits: number): string {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return '-';
  const { mean, deviation, count } = spreadOf(known);
  const missing = known.length < values.length ? ` (${known.length} of ${values.length})` : '';
  return `${mean.toFixed(digits)}${count > 1 ? ` ± ${deviation.toFixed(digits)}` : ''}${missing}`;
}
