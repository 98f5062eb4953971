import { describe, expect, it } from 'vitest';
import { depthInPolygon, type Point } from '../../src/geometry/polygon.ts';

describe('depth in a polygon', () => {
  const square: readonly Point[] = [
    [0, 0],
    [4, 0],
    [4, 4],
    [0, 4],
  ];

  it('is the distance from the nearest edge, negative outside', () => {
    expect(depthInPolygon(square, [1, 2])).toBeCloseTo(1);
    expect(depthInPolygon(square, [5, 2])).toBeCloseTo(-1);
    expect(depthInPolygon(square, [5, 5])).toBeCloseTo(-Math.SQRT2);
  });

  it('does not hang on the direction around', () => {
    expect(depthInPolygon(square.toReversed(), [3.5, 1])).toBeCloseTo(0.5);
  });
});
