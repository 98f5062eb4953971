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

  it('leaves what sharp vertices span as `triangulate` cuts it, and smooths beside it', () => {
    // Two quads side by side, the first of them sharp, and neither flat.
    const quads = [0, 1, 4, 5, 1, 2, 3, 4];
    const z = Float64Array.of(0, 1, 2, 0, 3, 1);
    const sharp = applySubdivision(catmullClark(6, quads, new Set([0, 1, 4, 5])), z, 1);
    const smooth = applySubdivision(catmullClark(6, quads), z, 1);
    expectClose(
      sharp.subarray(0, 6),
      Float64Array.from(z, (x, v) => ([2, 3].includes(v) ? smooth[v] : x)),
      { atol: 1e-12 },
    );
    // Edges 0-1, 1-4, 4-5, 5-0, then the first quad's middle, on the diagonal 0-4.
    expectClose(sharp.subarray(6, 10), [0.5, 2, 2, 0.5], { atol: 1e-12 });
    expect(sharp[13]).toBeCloseTo(1.5, 12);
    expect(smooth[13]).toBeCloseTo(1.25, 12);
    expect(sharp[14]).toBe(smooth[14]);
  });
});
