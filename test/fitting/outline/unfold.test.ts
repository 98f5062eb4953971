import { describe, expect, it } from 'vitest';
import { unfold } from '../../../src/fitting/outline/unfold.ts';
import { foldedTriangles } from '../../../src/fitting/priors/fold-guard.ts';

/** A sheet of 6 x 6 vertices, 10 mm apart. */
const SIDE = 6;
const skin = Float64Array.from({ length: 3 * SIDE * SIDE }, (_, i) => {
  const v = Math.floor(i / 3);
  return [10 * (v % SIDE), 10 * Math.floor(v / SIDE), 0][i % 3];
});
const triangles = Uint32Array.from(
  Array.from({ length: (SIDE - 1) ** 2 }, (_, q) => SIDE * Math.floor(q / (SIDE - 1)) + (q % (SIDE - 1))).flatMap(
    (a) => [a, a + 1, a + SIDE + 1, a, a + SIDE + 1, a + SIDE],
  ),
);
const displacement = new Float64Array(skin.length);
displacement[3 * 14] = 25;
const foldsOf = (by: Float64Array): number =>
  foldedTriangles(
    triangles,
    skin.map((x, i) => x + by[i]),
    skin,
  );

describe('folds of a displacement', () => {
  it('are taken out by what moves around them', () => {
    expect(foldsOf(displacement)).toBeGreaterThan(0);
    const free = unfold(triangles, { skin, displacement }, new Uint8Array(36).fill(1));
    expect(foldsOf(free)).toBe(0);
    expect(free[3 * 35]).toBe(0);
  });

  it('leave what is held, and what has none, alone', () => {
    expect(unfold(triangles, { skin, displacement }, new Uint8Array(36))).toEqual(displacement);
    const slight = displacement.map((x) => x / 10);
    expect(unfold(triangles, { skin, displacement: slight }, new Uint8Array(36).fill(1))).toBe(slight);
  });
});
