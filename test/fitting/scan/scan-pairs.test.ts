import { describe, expect, it } from 'vitest';
import { pairWithScan } from '../../../src/fitting/scan/scan-pairs.ts';
import { plainKernels } from '../../../src/kernels/runtime/plain-kernels.ts';

describe('pairs with a scan', () => {
  it('face the same way: the inside of a slab does not take the points of its outside', () => {
    // Two sheets back to back, a millimetre apart.
    const sheet = [0, 0, 0, 10, 0, 0, 10, 10, 0, 0, 10, 0];
    const positions = Float64Array.from([...sheet, ...sheet.map((x, i) => (i % 3 === 2 ? -1 : x))]);
    const triangles = Uint32Array.of(0, 1, 2, 0, 2, 3, 4, 6, 5, 4, 7, 6);
    const rest = { scale: 1, rotation: Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1), translation: new Float64Array(3) };
    const evidence = {
      points: Float64Array.of(5, 4, -0.9, 5, 4, -0.9, 5, 4, 30),
      normals: Float64Array.of(0, 0, 1, 0, 0, -1, 0, 0, 1),
      weights: Float64Array.of(1, 1, 1),
    };
    const pairs = pairWithScan(plainKernels(), evidence, { positions, triangles }, { similarity: rest, farMm: 8 });
    expect(pairs.count).toBe(2);
    expect(Math.max(...pairs.vertices.subarray(0, 3))).toBeLessThan(4);
    expect(Math.min(...pairs.vertices.subarray(3, 6))).toBeGreaterThan(3);
  });
});
