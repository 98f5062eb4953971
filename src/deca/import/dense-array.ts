import { numbersOf } from './array-numbers.ts';
import { describeValue, NdArray, PickleRecord, type PickleValue, wholeNumbers } from './pickle/pickle-values.ts';

/** An array in C order. */
export interface DenseArray {
  readonly values: Float64Array;
  readonly shape: readonly number[];
}

/** chumpy wraps arrays in arrays, but not often. */
const MAX_WRAPPINGS = 8;

/**
 * numpy arrays as they are, chumpy's by what they wrap, sparse matrices filled in.
 * @param checkShape is shown the shape before any memory is taken
 * @throws {Error} what holds no numbers, contradicts itself, or what checkShape throws
 */
export function denseArray(value: PickleValue, checkShape: (shape: readonly number[]) => void): DenseArray {
  let inner = value;
  for (let wrappings = 0; inner instanceof PickleRecord; wrappings++) {
    const wrapped: PickleValue | undefined = inner.attributes.get('x') ?? inner.attributes.get('a');
    if (wrapped === undefined) break;
    if (wrappings >= MAX_WRAPPINGS)
      throw new Error(`${describeValue(inner)} that wraps another more than ${MAX_WRAPPINGS} times`);
    inner = wrapped;
  }
  if (inner instanceof NdArray) {
    checkShape(inner.shape);
    return { values: numbersOf(inner), shape: inner.shape };
  }
  if (inner instanceof PickleRecord && /^scipy\./.test(inner.className)) return filledIn(inner, checkShape);
  throw new Error(describeValue(inner));
}

/** A sparse matrix: entries by their rows and columns, those of the same place added up. */
function filledIn(matrix: PickleRecord, checkShape: (shape: readonly number[]) => void): DenseArray {
  const { className, attributes } = matrix;
  const part = (name: string, found: PickleValue | undefined = attributes.get(name)): Float64Array => {
    if (!(found instanceof NdArray)) throw new Error(`a sparse matrix without ${name}`);
    return numbersOf(found);
  };
  const shape = wholeNumbers(attributes.get('_shape') ?? attributes.get('shape'), 'a sparse matrix of size');
  if (shape.length !== 2) throw new Error(`a sparse matrix of ${shape.length} dimensions`);
  checkShape(shape);
  const [rows, columns] = shape;
  const data = part('data');
  const values = new Float64Array(rows * columns);
  const add = (row: number, column: number, i: number): void => {
    if (!(isPlace(row, rows) && isPlace(column, columns)))
      throw new Error(`a sparse matrix of ${rows} x ${columns} with an entry at ${row}, ${column}`);
    values[row * columns + column] += data[i];
  };
  if (/coo_/.test(className)) {
    // scipy 1.13 and later keep both in one tuple.
    const coords = attributes.get('coords');
    const [row, column] = Array.isArray(coords)
      ? [part('row', coords[0]), part('col', coords[1])]
      : [part('row'), part('col')];
    if (row.length !== data.length || column.length !== data.length)
      throw new Error(`a sparse matrix of ${data.length} values, ${row.length} rows and ${column.length} columns`);
    for (let i = 0; i < data.length; i++) add(row[i], column[i], i);
    return { values, shape };
  }
  const byColumn = /csc_/.test(className);
  const [indices, starts] = [part('indices'), part('indptr')];
  const majors = byColumn ? columns : rows;
  if (starts.length !== majors + 1 || starts[0] !== 0 || starts.some((at, i) => !(at >= (starts[i - 1] ?? 0))))
    throw new Error(
      `a sparse matrix of ${rows} x ${columns} whose starts (indptr) do not rise from 0 in ${majors} steps`,
    );
  const count = starts[majors];
  if (!Number.isInteger(count) || indices.length < count || data.length < count)
    throw new Error(`a sparse matrix of ${count} entries with ${indices.length} places and ${data.length} values`);
  for (let major = 0; major < majors; major++)
    for (let i = starts[major]; i < starts[major + 1]; i++)
      if (byColumn) add(indices[i], major, i);
      else add(major, indices[i], i);
  return { values, shape };
}

function isPlace(x: number, count: number): boolean {
  return Number.isInteger(x) && x >= 0 && x < count;
}
