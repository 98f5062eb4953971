import { describe, expect, it } from 'vitest';
import { weldedPoints } from '../../../src/export/formats/welded-points.ts';

describe('points of a surface', () => {
  it('are those of its vertices that are the first of their place', () => {
    const { pointOf, vertexOf } = weldedPoints({ welded: Uint32Array.of(0, 1, 0, 3, 1, 3) });
    expect([...pointOf]).toEqual([0, 1, 0, 2, 1, 2]);
    expect([...vertexOf]).toEqual([0, 1, 3]);
  });
});
