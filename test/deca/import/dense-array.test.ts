import { describe, expect, it } from 'vitest';
import { denseArray } from '../../../src/deca/import/dense-array.ts';
import { flame, read, refuse } from '../../helpers/deca/hostile-model.ts';
import * as p from '../../helpers/deca/pickle-writer.ts';

describe('sparse matrices whose places lie are refused', () => {
  const entries = (changes: Record<string, p.Pickled>) => ({
    _shape: p.tuple(p.int(2), p.int(3)),
    data: p.numbers([2], Float64Array.of(5, 7)),
    indices: p.numbers([2], Int32Array.of(1, 0)),
    indptr: p.numbers([3], Int32Array.of(0, 1, 2)),
    ...changes,
  });
  const dense = (kind: string, changes: Record<string, p.Pickled>) =>
    denseArray(read(p.pickle(p.object(p.global('scipy.sparse', kind), p.named(entries(changes))))), () => {});

  it('where whole ones are filled in', () => {
    expect(Array.from(dense('csr_matrix', {}).values)).toEqual([0, 5, 0, 7, 0, 0]);
    const columns = p.numbers([4], Int32Array.of(0, 1, 1, 2));
    expect(Array.from(dense('csc_matrix', { indptr: columns }).values)).toEqual([0, 0, 7, 5, 0, 0]);
    const [row, col] = [p.numbers([2], Int32Array.of(1, 1)), p.numbers([2], Int32Array.of(2, 2))];
    expect(Array.from(dense('coo_matrix', { row, col }).values)).toEqual([0, 0, 0, 0, 0, 12]);
    expect(Array.from(dense('coo_array', { coords: p.tuple(row, col) }).values)).toEqual([0, 0, 0, 0, 0, 12]);
  });

  it.each([
    ['csr_matrix', { indptr: p.numbers([3], Float64Array.of(0, 1, 1e14)) }, /100000000000000 entries/],
    ['csr_matrix', { indptr: p.numbers([3], Int32Array.of(0, 2, 1)) }, /do not rise/],
    ['csr_matrix', { indptr: p.numbers([3], Int32Array.of(-4, 1, 2)) }, /do not rise/],
    ['csr_matrix', { indptr: p.numbers([3], Float64Array.of(0, Number.NaN, 2)) }, /do not rise/],
    ['csr_matrix', { indptr: p.numbers([2], Int32Array.of(0, 2)) }, /in 2 steps/],
    ['csr_matrix', { indices: p.numbers([2], Int32Array.of(1, 3)) }, /an entry at 1, 3/],
    ['csr_matrix', { indices: p.numbers([2], Int32Array.of(-1, 0)) }, /an entry at 0, -1/],
    ['csr_matrix', { indices: p.numbers([1], Int32Array.of(1)) }, /1 places and 2 values/],
    ['csr_matrix', { _shape: p.tuple(p.int(-2), p.int(-3)) }, /size of -2/],
    ['coo_matrix', { row: p.numbers([1], Int32Array.of(0)), col: p.numbers([2], Int32Array.of(0, 0)) }, /1 rows/],
    ['dok_matrix', {}, /dok_matrix, which is not on the list/],
  ])('%s %#', (kind, changes, received) => {
    expect(() => dense(kind, changes)).toThrow(received);
  });

  it('before any memory is taken for their shape', () => {
    const huge = p.object(
      p.global('scipy.sparse', 'csr_matrix'),
      p.named(entries({ _shape: p.tuple(p.int(2 ** 40), p.int(2 ** 40)) })),
    );
    refuse(() => flame({ J_regressor: huge }), /J_regressor must be 3 x 6; received 1099511627776 x/);
  });
});
