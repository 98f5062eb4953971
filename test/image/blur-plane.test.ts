import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/geometry/random.ts';
import { blurPlane } from '../../src/image/blur-plane.ts';

/** Means over squares, texel by texel. */
function boxMean(plane: ArrayLike<number>, size: number, radius: number): number[] {
  const at = (x: number, y: number): number => {
    const inside = (k: number): number => Math.min(size - 1, Math.max(0, k));
    return plane[inside(y) * size + inside(x)];
  };
  return Array.from({ length: size * size }, (_, i) => {
    let sum = 0;
    for (let v = -radius; v <= radius; v++)
      for (let u = -radius; u <= radius; u++) sum += at((i % size) + u, Math.floor(i / size) + v);
    return sum / (2 * radius + 1) ** 2;
  });
}

describe('blur of a plane', () => {
  it.each([
    [1, 3],
    [7, 1],
    [16, 2],
    [12, 9],
  ])('is two box means: side %i, radius %i', (size, radius) => {
    const random = createRandom(size);
    const plane = Float32Array.from({ length: size * size }, () => random.normal());
    const wanted = boxMean(boxMean(plane, size, radius), size, radius);
    const blurred = blurPlane(plane, size, radius);
    for (let i = 0; i < wanted.length; i++) expect(blurred[i]).toBeCloseTo(wanted[i], 5);
  });
});
