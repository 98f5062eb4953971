import { describe, expect, it } from 'vitest';
import { type PatchedSkin, type SkinPatches, skinPatches } from '../../../src/fitting/detail/skin-patches.ts';
import { skinNeighbours } from '../../../src/fitting/priors/skin-smoothness.ts';
import { vertexNormals } from '../../../src/geometry/mesh/mesh.ts';
import { ball } from '../../helpers/fitting/textured-ball.ts';

const SHAPE = { radiusMm: 2.5, stepMm: 0.5 };
const all = (count: number): Uint8Array => new Uint8Array(count).fill(1);

const skinOf = (positions: Float64Array, triangles: Uint32Array, wanted: Uint8Array): PatchedSkin => ({
  positions,
  triangles,
  normals: vertexNormals(positions, triangles).normals,
  neighbours: skinNeighbours(positions.length / 3, triangles),
  wanted,
});

/** Where a patch's points lie, on the flat triangles and above them. */
function pointsOf(patches: SkinPatches, n: number, positions: Float64Array): { flat: number[]; height: number }[] {
  return Array.from({ length: patches.points }, (_, i) => {
    const p = n * patches.points + i;
    const flat = [0, 1, 2].map((k) =>
      [0, 1, 2].reduce((sum, c) => sum + patches.weights[3 * p + c] * positions[3 * patches.corners[3 * p + c] + k], 0),
    );
    return { flat, height: patches.heights[p] };
  });
}

describe('patches of the skin', () => {
  it('are a grid in a disc on a plane, and stop at its border', () => {
    const side = 9;
    const positions = Float64Array.from({ length: 3 * side * side }, (_, k) =>
      k % 3 === 2 ? 0 : 2 * (k % 3 === 0 ? Math.floor(k / 3) % side : Math.floor(k / 3 / side)),
    );
    const triangles: number[] = [];
    for (let y = 0; y + 1 < side; y++)
      for (let x = 0; x + 1 < side; x++) {
        const v = y * side + x;
        triangles.push(v, v + 1, v + side, v + 1, v + side + 1, v + side);
      }
    const skin = skinOf(positions, Uint32Array.from(triangles), all(side * side));
    const patches = skinPatches(skin, SHAPE);
    // Two vertices from the border are 4 mm.
    expect(patches.vertices).toHaveLength(5 * 5);
    expect(patches.points).toBe(81);
    const middle = patches.vertices.indexOf(4 * side + 4);
    for (const { flat, height } of pointsOf(patches, middle, positions)) {
      expect(height).toBeCloseTo(0, 6);
      expect(Math.hypot(flat[0] - 8, flat[1] - 8)).toBeLessThanOrEqual(2.5 + 1e-9);
      expect(flat.map((x) => Math.abs(2 * x - Math.round(2 * x)))).toSatisfy(
        (off: number[]) => Math.max(...off) < 1e-9,
      );
    }
    for (let p = 0; p < patches.weights.length; p += 3) {
      const own = Array.from(patches.weights.subarray(p, p + 3));
      expect(own[0] + own[1] + own[2]).toBeCloseTo(1, 12);
      expect(Math.min(...own)).toBeGreaterThan(-1e-6);
    }
  });

  it('lie on a curved skin, not on its triangles', () => {
    const positions = ball.directions.map((x) => 40 * x);
    const wanted = all(positions.length / 3);
    wanted.fill(0, 40);
    const patches = skinPatches(skinOf(positions, ball.triangles, wanted), SHAPE);
    expect(patches.vertices).toHaveLength(40);
    let [flatOff, off] = [0, 0];
    for (const [n, v] of patches.vertices.entries())
      for (const { flat, height } of pointsOf(patches, n, positions)) {
        const smooth = flat.map((x, k) => x + height * ball.directions[3 * v + k]);
        flatOff = Math.max(flatOff, 40 - Math.hypot(...flat));
        off = Math.max(off, Math.abs(40 - Math.hypot(...smooth)));
      }
    expect(flatOff).toBeGreaterThan(0.01);
    expect(off).toBeLessThan(0.5 * flatOff);
  });
});
