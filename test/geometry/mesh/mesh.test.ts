import { describe, it } from 'vitest';
import { triangulate, vertexNormals, vertexNormalsBackward } from '../../../src/geometry/mesh/mesh.ts';
import { expectClose } from '../../helpers/close.ts';
import { checkGradient, dot, normals } from '../../helpers/gradient-check.ts';

describe('mesh', () => {
  const cube = [0, 1, 3, 2, 4, 6, 7, 5, 0, 4, 5, 1, 2, 3, 7, 6, 0, 2, 6, 4, 1, 5, 7, 3];
  const corners = Float64Array.from({ length: 24 }, (_, i) => ((Math.floor(i / 3) >> (i % 3)) & 1) * 2 - 1);

  it('vertex normals have the gradient of central differences and zero at a vertex without area', () => {
    const triangles = triangulate(cube);
    const positions = corners.map((x, i) => x + 0.1 * normals(24, 2)[i]);
    const cotangent = normals(24, 4);
    checkGradient(
      (p) => dot(cotangent, vertexNormals(p, triangles).normals),
      (p) => {
        const out = new Float64Array(24);
        vertexNormalsBackward(p, triangles, vertexNormals(p, triangles), cotangent, out);
        return out;
      },
      positions,
    );
    expectClose(vertexNormals([0, 0, 0, 1, 0, 0, 2, 0, 0], [0, 1, 2]).normals, new Float64Array(9), { atol: 0 });
  });
});
