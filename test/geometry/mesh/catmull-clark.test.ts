import { describe, expect, it } from 'vitest';
import { applySubdivision, catmullClark } from '../../../src/geometry/mesh/catmull-clark.ts';
import { expectClose } from '../../helpers/close.ts';

describe('subdivision', () => {
  const cube = [0, 1, 3, 2, 4, 6, 7, 5, 0, 4, 5, 1, 2, 3, 7, 6, 0, 2, 6, 4, 1, 5, 7, 3];

  it('Catmull-Clark rows sum to 1, quadruple the quads and keep a plane', () => {
    const subdivision = catmullClark(8, cube);
    expect(subdivision.quads.length).toBe(4 * cube.length);
    expectClose(applySubdivision(subdivision, new Float64Array(8).fill(1), 1), new Float64Array(26).fill(1), {
      atol: 1e-12,
    });
    const sheet = catmullClark(4, [0, 1, 2, 3]);
    const z = applySubdivision(sheet, Float64Array.of(0, 0, 5, 1, 0, 5, 1, 1, 5, 0, 1, 5), 3).filter(
      (_, i) => i % 3 === 2,
    );
    expectClose(z, new Float64Array(9).fill(5), { atol: 1e-12 });
  });
});
