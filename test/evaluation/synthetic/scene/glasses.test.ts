import { describe, expect, it } from 'vitest';
import { glasses } from '../../../../src/evaluation/synthetic/scene/glasses.ts';
import { createRandom } from '../../../../src/geometry/random.ts';
import { head } from '../../../helpers/meshes/bundled-scan.ts';

const skin = head.parts[0].vertexCount;

/** Skin before a point, within 5 mm of it as the front shows it: how much nearer it is to the viewer, mm. */
function skinBefore([x, y, z]: readonly number[]): number {
  let most = Number.NEGATIVE_INFINITY;
  for (let v = 0; v < skin; v++) {
    const [u, w, depth] = head.template.subarray(3 * v, 3 * v + 3);
    if (Math.hypot(u - x, w - y) < 5) most = Math.max(most, depth - z);
  }
  return most;
}

describe('glasses', () => {
  // Rods are up to 4 mm thick.
  it.each([1, 2, 3, 4, 5])('lie before the skin, on both sides alike, whatever is drawn (seed %i)', (seed) => {
    const parts = glasses(head, head.template, createRandom(seed));
    expect(parts.length).toBe(5);
    const points = (part: number): number[][] => {
      const { positions } = parts[part];
      return Array.from({ length: positions.length / 3 }, (_, i) => [...positions.subarray(3 * i, 3 * i + 3)]);
    };
    const [left, right, bridge] = [points(0), points(1), points(2)];
    for (const point of [...left, ...right, ...bridge]) expect(skinBefore(point)).toBeLessThan(4);
    const reach = (rim: readonly number[][]): number[] => [
      Math.max(...rim.map(([x]) => Math.abs(x))),
      Math.min(...rim.map(([x]) => Math.abs(x))),
    ];
    reach(left).forEach((x, k) => {
      expect(x).toBeCloseTo(reach(right)[k], 0);
    });
    // Rims do not touch each other, and temples go to the ears.
    expect(reach(left)[1]).toBeGreaterThan(3);
    for (const part of [3, 4]) expect(Math.min(...points(part).map(([, , z]) => z))).toBeLessThan(-60);
  });
});
