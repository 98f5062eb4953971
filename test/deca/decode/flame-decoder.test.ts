import { describe, expect, it } from 'vitest';
import { contourRow } from '../../../src/deca/decode/flame-decoder.ts';
import { rotationFromEuler } from '../../../src/geometry/rotation.ts';

describe('the dynamic contour', () => {
  const degrees = (yaw: number) => contourRow(rotationFromEuler(0, (yaw * Math.PI) / 180, 0));
  it.each([
    [0, 0],
    [12.4, 12],
    [39, 39],
    [60, 39],
    [-1, 40],
    [-39, 78],
    [-60, 78],
  ])('of a head turned by %f degrees is row %i', (yaw, row) => {
    expect(degrees(yaw)).toBe(row);
  });
});
