import { describe, expect, it } from 'vitest';
import { vertexTangents } from '../../../src/geometry/mesh/tangents.ts';
import { expectClose } from '../../helpers/close.ts';

/** A square in the plane z = 0, its picture upright on it. */
const square = {
  positions: [0, 0, 0, 2, 0, 0, 2, 2, 0, 0, 2, 0],
  normals: [0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1],
  uvs: [0, 1, 1, 1, 1, 0, 0, 0],
  triangles: [0, 1, 2, 0, 2, 3],
};
const rows = (values: readonly number[], turn: (row: readonly number[]) => number[], width = 3): number[] =>
  Array.from({ length: values.length / width }, (_, i) => turn(values.slice(width * i, width * i + width))).flat();

describe('tangents', () => {
  it('point where u grows, the picture being upright on its right side', () => {
    const all = [0, 1, 2, 3].flatMap(() => [1, 0, 0, 1]);
    expectClose(vertexTangents(square), all, { atol: 1e-7 });
  });

  it('turn with the picture', () => {
    const uvs = rows(square.uvs, ([u, v]) => [1 - v, u], 2);
    const all = [0, 1, 2, 3].flatMap(() => [0, 1, 0, 1]);
    expectClose(vertexTangents({ ...square, uvs }), all, { atol: 1e-7 });
  });

  it('say by their sign where the picture is mirrored', () => {
    const uvs = rows(square.uvs, ([u, v]) => [1 - u, v], 2);
    const all = [0, 1, 2, 3].flatMap(() => [-1, 0, 0, -1]);
    expectClose(vertexTangents({ ...square, uvs }), all, { atol: 1e-7 });
  });

  it('are unit and across the normals, wherever these point, and do not grow with the picture or the surface', () => {
    const normals = rows(square.normals, () => [0.48, 0.6, 0.64]);
    const tangents = vertexTangents({ ...square, normals });
    for (let v = 0; v < 4; v++) {
      const [x, y, z] = tangents.slice(4 * v, 4 * v + 3);
      expect(Math.hypot(x, y, z)).toBeCloseTo(1, 6);
      expect(0.48 * x + 0.6 * y + 0.64 * z).toBeCloseTo(0, 6);
    }
    const larger = {
      positions: rows(square.positions, (p) => p.map((x) => 50 * x)),
      uvs: rows(square.uvs, (p) => p.map((x) => x / 9), 2),
    };
    expectClose(vertexTangents({ ...square, normals, ...larger }), tangents, { atol: 1e-6 });
  });

  it('weigh triangles by their angles: cutting a quad the other way changes nothing', () => {
    const bent = { ...square, positions: square.positions.slice(), uvs: [0, 1, 1, 1, 0.7, 0, 0, 0.1] };
    const fan = vertexTangents({ ...bent, triangles: [0, 1, 2, 0, 2, 3] });
    const finer = vertexTangents({
      positions: [...bent.positions, 1, 1, 0],
      normals: [...bent.normals, 0, 0, 1],
      uvs: [...bent.uvs, 0.35, 0.5],
      triangles: [0, 1, 4, 1, 2, 4, 0, 4, 2, 0, 2, 3],
    });
    expectClose(finer.slice(0, 4), fan.slice(0, 4), { atol: 1e-6 });
  });

  it('go anywhere along the surface where the picture has no area', () => {
    const tangents = vertexTangents({
      ...square,
      uvs: new Float64Array(8),
      normals: rows(square.normals, () => [0, 0.6, 0.8]),
    });
    for (let v = 0; v < 4; v++) {
      const [x, y, z, w] = tangents.slice(4 * v, 4 * v + 4);
      expect(Math.hypot(x, y, z)).toBeCloseTo(1, 6);
      expect(0.6 * y + 0.8 * z).toBeCloseTo(0, 6);
      expect(w).toBe(1);
    }
  });
});
