/** 0 of none. */
export function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, x) => sum + x, 0) / values.length;
}

/** Component by component, of vectors of one length; null of none. */
export function meanVector(vectors: readonly Float64Array[]): Float64Array | null {
  if (vectors.length === 0) return null;
  return vectors[0].map((_, i) => vectors.reduce((sum, vector) => sum + vector[i] / vectors.length, 0));
}
