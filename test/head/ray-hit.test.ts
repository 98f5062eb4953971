import { describe, expect, it } from 'vitest';
import { rayHits, rayTarget } from '../../scripts/head/occlusion/ray-hit.ts';
import { createRandom } from '../../src/geometry/random.ts';

/** A square of two triangles in the plane z = 0. */
const square = rayTarget([0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0], [0, 1, 2, 0, 2, 3]);

describe('rays against a mesh', () => {
  it('meet it before them, from either side, and not behind them or beside it', () => {
    const origins = Float64Array.of(0.3, 0.6, -1, 0.6, 0.3, 1, 1.1, 0.5, -1);
    expect(Array.from(rayHits(square, origins, [0, 0, 1]))).toEqual([1, 0, 0]);
    expect(Array.from(rayHits(square, origins, [0, 0, -2]))).toEqual([0, 1, 0]);
  });

  it('that run along the surface or lie in a face of its box meet nothing, nor do rays against nothing', () => {
    expect(Array.from(rayHits(square, Float64Array.of(-1, 0.5, 0, 0.5, 0.5, 0.1), [1, 0, 0]))).toEqual([0, 0]);
    expect(Array.from(rayHits(rayTarget([], []), new Float64Array(6), [1, 0, 0]))).toEqual([0, 0]);
  });

  it('meet what a look at every triangle finds', () => {
    const { uniform } = createRandom(3);
    const positions = Float64Array.from({ length: 9 * 60 }, (_, i) => uniform() + 0.25 * (Math.floor(i / 9) % 4));
    const triangles = Uint32Array.from({ length: 180 }, (_, i) => i);
    const origins = Float64Array.from({ length: 3 * 200 }, () => 2 * uniform() - 0.5);
    const direction = [0.3, -0.5, 0.8];
    const alone = Array.from({ length: 60 }, (_, t) => rayTarget(positions.subarray(9 * t, 9 * t + 9), [0, 1, 2]));
    const each = alone.map((triangle) => rayHits(triangle, origins, direction));
    const hits = rayHits(rayTarget(positions, triangles), origins, direction);
    expect(Array.from(hits)).toEqual(Array.from(hits, (_, i) => (each.some((one) => one[i] === 1) ? 1 : 0)));
    expect(hits.reduce((sum, hit) => sum + hit, 0)).toBeGreaterThan(20);
  });
});
