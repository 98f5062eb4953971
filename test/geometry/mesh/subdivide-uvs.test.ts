import { describe, expect, it } from 'vitest';
import { applySubdivision, catmullClark } from '../../../src/geometry/mesh/catmull-clark.ts';
import { linearUvs } from '../../../src/geometry/mesh/subdivide-uvs.ts';
import { expectClose } from '../../helpers/close.ts';

describe('texture coordinates of a subdivided mesh', () => {
  it('halve its edges and stay at its corners, where the mesh itself is smoothed', () => {
    const quad = [0, 1, 2, 3];
    const uvs = Float64Array.of(0, 0, 1, 0, 1, 0.5, 0, 0.5);
    const { quads } = catmullClark(4, quad);
    const fine = linearUvs(uvs, quad, quads, 9);
    const pairs = Array.from({ length: 9 }, (_, v) => `${fine[2 * v]} ${fine[2 * v + 1]}`).sort();
    expect(pairs).toEqual([0, 0.5, 1].flatMap((u) => [0, 0.25, 0.5].map((v) => `${u} ${v}`)).sort());
    const smoothed = applySubdivision(catmullClark(4, quad), uvs, 2);
    expect(smoothed).not.toEqual(fine);
  });

  it('are those of the place where they are linear in it', () => {
    const cube = [0, 1, 3, 2, 4, 6, 7, 5];
    // Two quads apart: u and v are linear in each.
    const uvs = Float64Array.from({ length: 16 }, (_, i) => (i * 37) % 11);
    const { quads } = catmullClark(8, cube);
    const count = Math.max(...quads) + 1;
    const [a, b] = [
      linearUvs(uvs, cube, quads, count),
      linearUvs(
        uvs.map((x) => 3 * x - 1),
        cube,
        quads,
        count,
      ),
    ];
    expectClose(
      b,
      a.map((x) => 3 * x - 1),
      { atol: 1e-12 },
    );
  });
});
