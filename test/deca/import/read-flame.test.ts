import { describe, expect, it } from 'vitest';
import { flame, refuse } from '../../helpers/deca/hostile-model.ts';
import * as p from '../../helpers/deca/pickle-writer.ts';

describe('FLAME', () => {
  it('is read from a whole pickle', () => {
    const model = flame({});
    expect([model.vertexCount, model.jointCount, model.shapeCount]).toEqual([6, 3, 4]);
    expect(Array.from(model.parents)).toEqual([-1, 0, 1]);
    expect(model.jointRegressor[1 * 6 + 4]).toBe(model.template[4]);
  });

  it.each([
    [
      'a joint that is its own parent',
      { kintree_table: p.numbers([2, 3], Uint32Array.of(2 ** 32 - 1, 1, 1, 0, 1, 2)) },
      /joint 1 .* received 1/,
    ],
    ['half a vertex', { f: p.numbers([1, 3], Float64Array.of(0, 1, 1.5)) }, /below 6/],
    ['NaN', { weights: p.numbers([6, 3], new Float64Array(18).fill(Number.NaN)) }, /weights must hold finite/],
    ['no joints', { kintree_table: p.numbers([2, 0], Uint32Array.of()) }, /kintree_table must be 2 x any/],
    ['a text', { shapedirs: p.text('shapes') }, /shapedirs must be an array of numbers; received "shapes"/],
  ])('with %s is refused', (_, changes, received) => {
    refuse(() => flame(changes), received);
  });
});
