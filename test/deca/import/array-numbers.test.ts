import { describe, expect, it } from 'vitest';
import { numbersOf } from '../../../src/deca/import/array-numbers.ts';
import { NdArray } from '../../../src/deca/import/pickle/pickle-values.ts';
import { flame, read, refuse } from '../../helpers/deca/hostile-model.ts';
import * as p from '../../helpers/deca/pickle-writer.ts';

describe('arrays are read right or refused', () => {
  const array = (pickled: p.Pickled): number[] => {
    const value = read(p.pickle(pickled));
    expect(value).toBeInstanceOf(NdArray);
    return Array.from(numbersOf(value as NdArray));
  };

  it.each([
    ['f2', '<', [0x00, 0x3c, 0x00, 0xc1, 0xff, 0x7b], [1, -2.5, 65504]],
    ['f2', '>', [0x3c, 0x00, 0xc1, 0x00, 0x7b, 0xff], [1, -2.5, 65504]],
    ['f4', '>', [0x3f, 0xc0, 0, 0], [1.5]],
    ['i2', '>', [0xff, 0xfe], [-2]],
    ['u8', '<', [1, 0, 0, 0, 1, 0, 0, 0], [2 ** 32 + 1]],
    ['b1', '|', [1, 0], [1, 0]],
  ] as const)('of type %s, order %s', (code, order, data, expected) => {
    expect(array(p.ndarray(code, [expected.length], Uint8Array.from(data), { order }))).toEqual(expected);
  });

  it('in column order', () => {
    const data = new Uint8Array(Float64Array.of(1, 2, 3, 4, 5, 6).buffer);
    expect(array(p.ndarray('f8', [2, 3], data, { fortran: true }))).toEqual([1, 3, 5, 2, 4, 6]);
  });

  it.each([
    ['f16', 48, /long doubles \(type f16\)/],
    ['f12', 36, /long doubles/],
    ['c16', 48, /complex numbers/],
    ['c8', 24, /complex numbers/],
    ['U3', 36, /texts/],
    ['V8', 24, /records/],
    ['M8', 24, /values of type M8/],
    ['f3', 9, /values of type f3/],
    ['toString', 3, /values of type toString/],
    ['f8', 23, /3 numbers of type f8 in 23 bytes/],
  ])('of type %s in %i bytes they are refused', (code, length, received) => {
    refuse(() => flame({ v_template: p.ndarray(code, [1, 3], new Uint8Array(length)) }), received);
  });

  it.each([
    [[-1, 3], /an array of size of -1/],
    [[2 ** 31, 2 ** 31, 2 ** 31], /v_template must be any/],
    [[1, 1, 1, 1, 1, 1, 1, 1, 1], /no short list/],
    [[], /a single number/],
  ])('of shape %j they are refused', (shape, received) => {
    refuse(() => flame({ v_template: p.ndarray('f8', shape, new Uint8Array(8)) }), received);
  });
});
