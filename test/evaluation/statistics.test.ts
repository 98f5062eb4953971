import { describe, expect, it } from 'vitest';
import { cumulativeShares, distanceStatistics } from '../../src/evaluation/statistics.ts';

describe('statistics', () => {
  it('are what numpy says', () => {
    expect(distanceStatistics([3, 1, 2, 10])).toEqual({
      medianMm: 2.5,
      meanMm: 4,
      stdMm: Math.sqrt(12.5),
      p90Mm: expect.closeTo(7.9, 12),
      rmseMm: Math.sqrt(28.5),
      points: 4,
    });
    expect(cumulativeShares([0.5, 1, 2], [0, 0.5, 1.5, 9])).toEqual([0, 1 / 3, 2 / 3, 1]);
  });
});
