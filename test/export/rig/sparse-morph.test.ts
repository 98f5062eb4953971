import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { denseMorph, sparseMorph } from '../../../src/export/rig/sparse-morph.ts';

describe('sparse morph targets', () => {
  it('keep the vertices that move, in any direction', () => {
    const dense = Float32Array.of(0, 0, 0, 0, 0, 2, 0, 0, 0, -1, 0, 0);
    expect(sparseMorph(dense)).toEqual({ vertices: Uint32Array.of(1, 3), deltas: Float32Array.of(0, 0, 2, -1, 0, 0) });
  });

  it('are the dense ones again', () => {
    const number = fc.oneof(
      fc.constant(0),
      fc.float({ noNaN: true, noDefaultInfinity: true }).filter((x) => !Object.is(x, -0)),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(number, number, number)), (rows) => {
        const dense = Float32Array.from(rows.flat());
        expect(denseMorph(sparseMorph(dense), rows.length)).toEqual(dense);
      }),
    );
  });
});
