import { describe, expect, it } from 'vitest';
import { apart } from '../../../src/export/pictures/apart.ts';

/** Strips of two triangles each. */
const strips = (count: number): number[] =>
  Array.from({ length: count }, (_, s) => [0, 1, 2, 2, 1, 3].map((v) => 4 * s + v)).flat();

describe('pieces of a mesh in layers', () => {
  it('are dealt out in turn, whole', () => {
    const layers = apart(strips(5), 2);
    expect(layers.map((layer) => layer.length / 6)).toEqual([3, 2]);
    expect(layers[1]).toEqual([...strips(2).slice(6), ...strips(4).slice(18)]);
  });

  it('hang together by later triangles as well', () => {
    // Two strips that a third triangle joins, and one alone.
    const joined = [...strips(2), 3, 4, 1, ...strips(3).slice(12)];
    const [first, second] = apart(joined, 2);
    expect(first).toEqual(joined.slice(0, 15));
    expect(second).toEqual(strips(3).slice(12));
  });

  it('are one layer as they were, or none', () => {
    expect(apart(strips(3), 1)).toEqual([strips(3)]);
    expect(apart([], 2)).toEqual([[], []]);
  });
});
