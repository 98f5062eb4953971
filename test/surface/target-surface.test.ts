import { describe, expect, it } from 'vitest';
import { plainKernels } from '../../src/kernels/runtime/plain-kernels.ts';
import { closestOnSurface, createTargetSurface } from '../../src/surface/target-surface.ts';
import { expectClose } from '../helpers/close.ts';

describe('nearest points of a surface', () => {
  it('are the points themselves on the surface, and on the rim beyond an open edge', () => {
    const positions = Float64Array.of(0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 1, 0);
    const square = createTargetSurface(positions, Uint32Array.of(0, 1, 2, 2, 1, 3));
    const hits = closestOnSurface(plainKernels(), square, [0.25, 0.3, 2, 1.5, 0.5, 1]);
    expectClose(hits.points, [0.25, 0.3, 0, 1, 0.5, 0], { atol: 1e-6 });
    expectClose(hits.normals, [0, 0, 1, 0, 0, 1], { atol: 1e-6 });
    expect(Array.from(hits.onBoundary)).toEqual([0, 1]);
    for (let q = 0; q < 2; q++)
      for (let k = 0; k < 3; k++) {
        const corners = square.triangles.subarray(3 * hits.triangle[q], 3 * hits.triangle[q] + 3);
        const sum = [0, 1, 2].reduce((s, c) => s + hits.barycentric[3 * q + c] * positions[3 * corners[c] + k], 0);
        expect(sum).toBeCloseTo(hits.points[3 * q + k], 5);
      }
  });
});
