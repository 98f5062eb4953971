import { describe, expect, it } from 'vitest';
import { skinHeights } from '../../../../src/head/anatomy/lips/skin-heights.ts';
import { loadBundledHead } from '../../../../src/head/bundled/bundled-head.ts';
import { outerSkin } from '../../../../src/head/head-model.ts';

const head = loadBundledHead();
const inFront = Array.from({ length: head.parts[0].vertexCount }, (_, v) => v).filter(
  (v) => head.template[3 * v + 2] > 0 && Math.abs(head.template[3 * v]) < 40,
);

/** z of the foremost triangle of all over a place. */
function slowHeight(x: number, y: number): number {
  const skin = outerSkin(head);
  const p = (v: number, k: number): number => head.template[3 * v + k];
  let most = Number.NaN;
  for (let t = 0; t < skin.length; t += 3) {
    const [a, b, c] = skin.subarray(t, t + 3);
    const cross = (i: number, j: number): number => (p(i, 0) - x) * (p(j, 1) - y) - (p(i, 1) - y) * (p(j, 0) - x);
    const weights = [cross(b, c), cross(c, a), cross(a, b)];
    const sum = weights[0] + weights[1] + weights[2];
    if (sum === 0 || weights.some((w) => w / sum < 0)) continue;
    const z = [a, b, c].reduce((total, v, i) => total + (weights[i] / sum) * p(v, 2), 0);
    most = z > most || Number.isNaN(most) ? z : most;
  }
  return most;
}

describe('the height of skin', () => {
  const height = skinHeights(head, inFront, head.template);

  it.each([
    [0, -62],
    [13.3, -75.1],
    [-21, -68.7],
    [30, -40],
    [0.2, -69],
  ])('is where the foremost of all triangles lies: %d, %d', (x, y) => {
    expect(height(x, y)).toBeCloseTo(slowHeight(x, y), 9);
  });

  it('is none beyond the triangles that are asked for', () => {
    expect(height(200, 0)).toBeNaN();
    expect(skinHeights(head, [], head.template)(0, -62)).toBeNaN();
  });
});
