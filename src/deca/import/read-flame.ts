import { readFileSync, statSync } from 'node:fs';
import { AsmFitError, messageOf } from '../../errors.ts';
import { numbersOf } from './pickle-classes.ts';
import { NdArray, PickleDict, PickleRecord, type PickleValue } from './pickle-values.ts';
import { readPickle } from './read-pickle.ts';

/** FLAME as its pickle holds it [Li 2017]: metres, y up, facing +z. */
export interface FlameModel {
  /** V and J */
  readonly vertexCount: number;
  readonly jointCount: number;
  /** [V, 3] */
  readonly template: Float64Array;
  /** [T, 3] */
  readonly triangles: Uint32Array;
  /** Shape then expression directions [V, 3, K]. */
  readonly shapeDirections: Float64Array;
  readonly shapeCount: number;
  /** Pose correctives [V, 3, 9 (J - 1)]. */
  readonly poseDirections: Float64Array;
  /** [J, V] */
  readonly jointRegressor: Float64Array;
  /** Parent of each joint, -1 at the root [J]. */
  readonly parents: Int32Array;
  /** Skinning weights [V, J]. */
  readonly weights: Float64Array;
}

const MAX_FILE_BYTES = 2 ** 30;
const MAX_VERTICES = 100_000;

/**
 * Reads FLAME from its pickle (generic_model.pkl, flame2023.pkl, flame2023_Open.pkl): numpy, scipy.sparse and chumpy arrays.
 * @throws {AsmFitError} input: missing, damaged, or not FLAME
 */
export function readFlame(path: string): FlameModel {
  const size = statSync(path, { throwIfNoEntry: false })?.size;
  if (size === undefined || size > MAX_FILE_BYTES)
    throw new AsmFitError(
      'input',
      `${path}: FLAME's pickle must be there and at most 1 GiB; received ${size === undefined ? 'no such file' : `${size} bytes`}`,
      'check the path',
    );
  const { value } = readPickle(readFileSync(path), path);
  if (!(value instanceof PickleDict))
    throw new AsmFitError(
      'input',
      `${path}: FLAME's pickle must hold a dictionary; received something else`,
      'pass generic_model.pkl or flame2023_Open.pkl',
    );
  const entry = (name: string): PickleValue => {
    const found = value.entries.get(name);
    if (found === undefined)
      throw new AsmFitError(
        'input',
        `${path}: FLAME must have ${name}; received ${[...value.entries.keys()].map(String).join(', ')}`,
        'pass generic_model.pkl or flame2023_Open.pkl',
      );
    return found;
  };
  const array = (
    name: string,
    shape: readonly (number | null)[],
  ): { values: Float64Array; shape: readonly number[] } => {
    let dense: { values: Float64Array; shape: readonly number[] };
    try {
      dense = denseArray(entry(name));
    } catch (error) {
      if (error instanceof AsmFitError) throw error;
      throw new AsmFitError(
        'input',
        `${path}: ${name} must be an array of numbers; received ${messageOf(error)}`,
        'download the file again',
      );
    }
    if (dense.shape.length !== shape.length || shape.some((n, d) => n !== null && n !== dense.shape[d]))
      throw new AsmFitError(
        'input',
        `${path}: ${name} must be ${shape.map((n) => n ?? 'any').join(' x ')}; received ${dense.shape.join(' x ')}`,
        'download the file again',
      );
    return dense;
  };
  const template = array('v_template', [null, 3]);
  const vertexCount = template.shape[0];
  if (vertexCount > MAX_VERTICES)
    throw new AsmFitError(
      'input',
      `${path}: a head must have at most ${MAX_VERTICES} vertices; received ${vertexCount}`,
      'pass FLAME itself',
    );
  const triangles = array('f', [null, 3]);
  if (triangles.values.some((v) => !(v >= 0 && v < vertexCount)))
    throw new AsmFitError(
      'input',
      `${path}: triangles must name vertices below ${vertexCount}; received one beyond`,
      'download the file again',
    );
  const tree = array('kintree_table', [2, null]);
  const jointCount = tree.shape[1];
  const shapes = array('shapedirs', [vertexCount, 3, null]);
  return {
    vertexCount,
    jointCount,
    template: template.values,
    triangles: Uint32Array.from(triangles.values),
    shapeDirections: shapes.values,
    shapeCount: shapes.shape[2],
    poseDirections: array('posedirs', [vertexCount, 3, 9 * (jointCount - 1)]).values,
    jointRegressor: array('J_regressor', [jointCount, vertexCount]).values,
    // The root's parent is written as 2^32 - 1.
    parents: Int32Array.from({ length: jointCount }, (_, j) => (tree.values[j] >= jointCount ? -1 : tree.values[j])),
    weights: array('weights', [vertexCount, jointCount]).values,
  };
}

/** numpy arrays as they are, chumpy's by what they wrap, sparse matrices filled in. */
function denseArray(value: PickleValue): { values: Float64Array; shape: readonly number[] } {
  if (value instanceof NdArray) return { values: numbersOf(value), shape: value.shape };
  if (!(value instanceof PickleRecord)) throw new Error('something else');
  const wrapped = value.attributes.get('x') ?? value.attributes.get('a');
  if (wrapped !== undefined) return denseArray(wrapped);
  const part = (name: string): Float64Array => {
    const found = value.attributes.get(name);
    if (!(found instanceof NdArray)) throw new Error(`a sparse matrix without ${name}`);
    return numbersOf(found);
  };
  const shape = value.attributes.get('_shape') ?? value.attributes.get('shape');
  if (!Array.isArray(shape) || shape.length !== 2) throw new Error('a sparse matrix without its shape');
  const [rows, columns] = shape.map(Number);
  if (!(rows * columns <= MAX_VERTICES * 64)) throw new Error(`a matrix of ${rows} x ${columns}`);
  const values = new Float64Array(rows * columns);
  const data = part('data');
  if (/coo_/.test(value.className)) {
    const [row, column] = [part('row'), part('col')];
    data.forEach((x, i) => {
      values[row[i] * columns + column[i]] += x;
    });
  } else {
    const [indices, starts] = [part('indices'), part('indptr')];
    const byColumn = /csc_/.test(value.className);
    for (let major = 0; major + 1 < starts.length; major++)
      for (let i = starts[major]; i < starts[major + 1]; i++)
        values[byColumn ? indices[i] * columns + major : major * columns + indices[i]] += data[i];
  }
  return { values, shape: [rows, columns] };
}
