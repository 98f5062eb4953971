import { describe, expect, it } from 'vitest';
import { plainKernels } from '../../src/kernels/runtime/plain-kernels.ts';
import { closestFacing } from '../../src/surface/closest-facing.ts';
import { expectClose } from '../helpers/close.ts';

describe('nearest places that face the same way', () => {
  // A thin wall: a sheet at z = 1 that faces up, one at z = 0 that faces down.
  const positions = Float64Array.of(0, 0, 1, 9, 0, 1, 9, 9, 1, 0, 9, 1, 0, 0, 0, 9, 0, 0, 9, 9, 0, 0, 9, 0);
  const triangles = Uint32Array.of(0, 1, 2, 0, 2, 3, 4, 6, 5, 4, 7, 6);
  const find = (queries: readonly number[], normals: readonly number[]) =>
    closestFacing(
      plainKernels(),
      { positions, triangles },
      { points: Float64Array.from(queries), normals: Float64Array.from(normals) },
    );

  it('lie on the side of a wall that faces as the query, though the other is nearer', () => {
    const hits = find([3, 4, 0.9, 3, 4, 0.9], [0, 0, -1, 0, 0, 1]);
    expectClose(hits.points, [3, 4, 0, 3, 4, 1], { atol: 1e-6 });
    expect(Array.from(hits.triangle, (t) => t >= 2)).toEqual([true, false]);
    for (let q = 0; q < 2; q++)
      for (let k = 0; k < 3; k++) {
        const corners = triangles.subarray(3 * hits.triangle[q], 3 * hits.triangle[q] + 3);
        const sum = [0, 1, 2].reduce((s, c) => s + hits.barycentric[3 * q + c] * positions[3 * corners[c] + k], 0);
        expect(sum).toBeCloseTo(hits.points[3 * q + k], 5);
      }
  });

  it('are infinitely far where nothing faces so, and said where they lie on a rim', () => {
    const hits = find([3, 4, 1, 20, 4, 1], [1, 0, 0, 0, 0, 1]);
    expect(hits.points[0]).toBe(Number.POSITIVE_INFINITY);
    expectClose(hits.points.subarray(3), [9, 4, 1], { atol: 1e-6 });
    expect(hits.onBoundary[1]).toBe(1);
  });
});
