/** What a protocol says of distances, mm. */
export interface DistanceStatistics {
  /** Median, mm. */
  readonly medianMm: number;
  /** Mean, mm. */
  readonly meanMm: number;
  /** Standard deviation, mm. */
  readonly stdMm: number;
  /** 90th percentile, mm. */
  readonly p90Mm: number;
  /** Root mean square, mm. */
  readonly rmseMm: number;
  /** How many points were measured. */
  readonly points: number;
}

/** Median, mean, standard deviation, 90th percentile and root mean square of distances [N]; quantiles linear as numpy's. */
export function distanceStatistics(distances: ArrayLike<number>): DistanceStatistics {
  const sorted = Float64Array.from(distances).sort();
  const count = sorted.length;
  const meanMm = sorted.reduce((a, b) => a + b, 0) / count;
  const square = sorted.reduce((a, b) => a + b * b, 0) / count;
  return {
    medianMm: quantileOf(sorted, 0.5),
    meanMm,
    stdMm: Math.sqrt(Math.max(0, square - meanMm ** 2)),
    p90Mm: quantileOf(sorted, 0.9),
    rmseMm: Math.sqrt(square),
    points: count,
  };
}

function quantileOf(sorted: Float64Array, q: number): number {
  const at = q * (sorted.length - 1);
  const low = Math.floor(at);
  return sorted[low] + (at - low) * (sorted[Math.min(sorted.length - 1, low + 1)] - sorted[low]);
}

/** Share of distances up to each limit: the curve that NoW plots. @returns [limits] 0..1 */
export function cumulativeShares(distances: ArrayLike<number>, limits: readonly number[]): number[] {
  const sorted = Float64Array.from(distances).sort();
  let i = 0;
  return limits.map((limit) => {
    while (i < sorted.length && sorted[i] <= limit) i++;
    return i / sorted.length;
  });
}
