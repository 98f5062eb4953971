import { describe, expect, it } from 'vitest';
import { primitiveNormals } from '../../../../src/export/rig/normals/primitive-normals.ts';
import { vertexNormals } from '../../../../src/geometry/mesh/mesh.ts';
import { expectClose } from '../../../helpers/close.ts';

/** A ridge of two quads along y, its spine (vertices 1 and 2, 4 and 5) cut by a seam of the texture. */
const ridge = {
  positions: Float64Array.of(-1, 0, 0, 0, 0, 1, -1, 2, 0, 0, 2, 1, 0, 0, 1, 1, 0, 0, 0, 2, 1, 1, 2, 0),
  triangles: Uint32Array.of(0, 1, 3, 0, 3, 2, 4, 5, 7, 4, 7, 6),
  welded: Uint32Array.of(0, 1, 2, 3, 1, 5, 3, 7),
};
/** The same without the seam. */
const whole = { positions: ridge.positions, triangles: ridge.triangles.map((v) => ridge.welded[v]) };

describe('normals of a primitive', () => {
  it('are those of the surface, as if no seam cut it', () => {
    const { rest } = primitiveNormals(ridge);
    const { normals } = vertexNormals(whole.positions, whole.triangles);
    for (let v = 0; v < 8; v++)
      expectClose(rest.slice(3 * v, 3 * v + 3), normals.slice(3 * ridge.welded[v], 3 * ridge.welded[v] + 3), {
        atol: 1e-7,
      });
  });

  it('change under a morph target as the moved surface has them, on both sides of a seam and beside what moves', () => {
    const displacement = new Float32Array(24);
    for (const v of [1, 4]) displacement.set([0, 0, 0.5], 3 * v);
    const { rest, morph } = primitiveNormals(ridge);
    const change = morph(displacement);
    const moved = whole.positions.map((x, i) => x + displacement[i]);
    const { normals } = vertexNormals(moved, whole.triangles);
    for (let i = 0; i < 24; i++)
      expect(rest[i] + change[i]).toBeCloseTo(normals[3 * ridge.welded[Math.floor(i / 3)] + (i % 3)], 6);
    expect(change.slice(12, 15)).toEqual(change.slice(3, 6));
    expect(Math.abs(change[0])).toBeGreaterThan(0.01);
  });

  it('stay to the last bit where nothing turns', () => {
    const { morph } = primitiveNormals(ridge);
    expect(morph(new Float32Array(24))).toEqual(new Float32Array(24));
    const { morph: shift } = primitiveNormals(ridge);
    expect(shift(Float32Array.from({ length: 24 }, (_, i) => (i % 3 === 0 ? 1 : 0)))).toEqual(new Float32Array(24));
  });

  it('look along +z where there is no area', () => {
    const point = {
      positions: new Float64Array(9),
      triangles: Uint32Array.of(0, 1, 2),
      welded: Uint32Array.of(0, 1, 2),
    };
    expect(Array.from(primitiveNormals(point).rest)).toEqual([0, 0, 1, 0, 0, 1, 0, 0, 1]);
  });

  it('are its own where it has some', () => {
    const own = new Float32Array(24).fill(0.5);
    expect(primitiveNormals({ ...ridge, normals: own }).rest).toBe(own);
  });
});
