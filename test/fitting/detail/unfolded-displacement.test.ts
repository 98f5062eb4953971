import { describe, expect, it } from 'vitest';
import { unfoldedDisplacement } from '../../../src/fitting/detail/unfolded-displacement.ts';
import { vertexNormals } from '../../../src/geometry/mesh/mesh.ts';
import { ball } from '../../helpers/fitting/textured-ball.ts';

const { triangles } = ball;
const positions = ball.directions.map((d) => 60 * d);
/** Outwards, but for one vertex whose normal lies in the skin, as beside a crease. */
const CREASED = 7;
const outwards = Float64Array.from(ball.directions);
const [cx, cy] = outwards.subarray(3 * CREASED, 3 * CREASED + 2);
outwards.set([-cy / Math.hypot(cx, cy), cx / Math.hypot(cx, cy), 0], 3 * CREASED);
const skin = { positions, triangles, normals: outwards };

/** Triangles that are turned over. */
function folded(displacement: Float64Array): number {
  const moved = positions.map((x, i) => x + displacement[Math.floor(i / 3)] * outwards[i]);
  const own = triangleNormals(positions);
  const now = triangleNormals(moved);
  return own.filter((n, t) => n.reduce((sum, x, k) => sum + x * now[t][k], 0) <= 0).length;
}

function triangleNormals(of: Float64Array): number[][] {
  return Array.from({ length: triangles.length / 3 }, (_, t) => {
    const corners = Array.from(triangles.subarray(3 * t, 3 * t + 3));
    const places = Float64Array.from(corners.flatMap((v) => [...of.subarray(3 * v, 3 * v + 3)]));
    return Array.from(vertexNormals(places, [0, 1, 2]).normals.subarray(0, 3));
  });
}

describe('displacements that fold nothing', () => {
  it('are what was given where nothing folds', () => {
    const smooth = Float64Array.from({ length: positions.length / 3 }, (_, v) =>
      v === CREASED ? 0 : 0.5 * Math.sin(positions[3 * v] / 9),
    );
    expect(folded(smooth)).toBe(0);
    expect(unfoldedDisplacement(skin, smooth)).toEqual(smooth);
  });

  it('are smaller around what would fold, and there alone', () => {
    const spike = new Float64Array(positions.length / 3).fill(0.2);
    spike[CREASED] = 6;
    expect(folded(spike)).toBeGreaterThan(0);
    const found = unfoldedDisplacement(skin, spike);
    expect(folded(found)).toBe(0);
    expect(found[CREASED]).toBeLessThan(3);
    expect(found.filter((d) => d !== 0.2).length).toBeLessThan(10);
  });
});
