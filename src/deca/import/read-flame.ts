import { AsmFitError, messageOf } from '../../errors.ts';
import { readInputFile } from '../../files/input-file.ts';
import { type DenseArray, denseArray } from './dense-array.ts';
import { describeValue, PickleDict, type PickleValue } from './pickle/pickle-values.ts';
import { readPickle } from './pickle/read-pickle.ts';

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
  /** Parent of each joint, an earlier one, -1 at the root [J]. */
  readonly parents: Int32Array;
  /** Skinning weights [V, J]. */
  readonly weights: Float64Array;
}

const MAX_FILE_BYTES = 2 ** 30;
const MAX_VERTICES = 100_000;
const MAX_TRIANGLES = 2 * MAX_VERTICES;
const MAX_JOINTS = 64;
const MAX_SHAPES = 2000;
const MAX_NAMES_SHOWN = 20;

/** A size of an array: what it must be, or the largest that it may be. */
type Side = number | { readonly most: number };

/**
 * Reads FLAME from its pickle (generic_model.pkl, flame2023.pkl, flame2023_Open.pkl): numpy, scipy.sparse and chumpy arrays.
 * @throws {AsmFitError} input: missing, damaged, or not FLAME
 */
export function readFlame(path: string): FlameModel {
  const bytes = readInputFile(path, { what: 'FLAME pickle', maxBytes: MAX_FILE_BYTES });
  const { value } = readPickle(bytes, path);
  if (!(value instanceof PickleDict))
    throw new AsmFitError(
      'input',
      `${path}: FLAME's pickle must hold a dictionary; received ${describeValue(value)}`,
      'pass generic_model.pkl or flame2023_Open.pkl',
    );
  const array = (name: string, sides: readonly Side[]): DenseArray => readArray(value, name, sides, path);
  const template = array('v_template', [{ most: MAX_VERTICES }, 3]);
  const vertexCount = template.shape[0];
  const triangles = array('f', [{ most: MAX_TRIANGLES }, 3]).values;
  if (triangles.some((v) => !(Number.isInteger(v) && v >= 0 && v < vertexCount)))
    throw new AsmFitError(
      'input',
      `${path}: triangles must name vertices below ${vertexCount}; received one beyond`,
      'download the file again',
    );
  const tree = array('kintree_table', [2, { most: MAX_JOINTS }]);
  const jointCount = tree.shape[1];
  const shapes = array('shapedirs', [vertexCount, 3, { most: MAX_SHAPES }]);
  return {
    vertexCount,
    jointCount,
    template: template.values,
    triangles: Uint32Array.from(triangles),
    shapeDirections: shapes.values,
    shapeCount: shapes.shape[2],
    poseDirections: array('posedirs', [vertexCount, 3, 9 * (jointCount - 1)]).values,
    jointRegressor: array('J_regressor', [jointCount, vertexCount]).values,
    parents: parentsOf(tree.values.subarray(0, jointCount), path),
    weights: array('weights', [vertexCount, jointCount]).values,
  };
}

function readArray(model: PickleDict, name: string, sides: readonly Side[], path: string): DenseArray {
  const entry = model.entries.get(name);
  if (entry === undefined)
    throw new AsmFitError(
      'input',
      `${path}: FLAME must have ${name}; received ${namesOf(model)}`,
      'pass generic_model.pkl or flame2023_Open.pkl',
    );
  const checkShape = (shape: readonly number[]): void => {
    const fits = (n: number, side: Side): boolean => (typeof side === 'number' ? n === side : n >= 1 && n <= side.most);
    if (shape.length !== sides.length || !sides.every((side, d) => fits(shape[d], side)))
      throw new AsmFitError(
        'input',
        `${path}: ${name} must be ${sides.map((side) => (typeof side === 'number' ? side : `any (at most ${side.most})`)).join(' x ')}; received ${shape.join(' x ') || 'a single number'}`,
        'download the file again',
      );
  };
  const dense = readNumbers(entry, name, checkShape, path);
  if (dense.values.some((x) => !Number.isFinite(x)))
    throw new AsmFitError(
      'input',
      `${path}: ${name} must hold finite numbers; received NaN or infinity`,
      'download the file again',
    );
  return dense;
}

function readNumbers(
  entry: PickleValue,
  name: string,
  checkShape: (shape: readonly number[]) => void,
  path: string,
): DenseArray {
  try {
    return denseArray(entry, checkShape);
  } catch (error) {
    if (error instanceof AsmFitError) throw error;
    throw new AsmFitError(
      'input',
      `${path}: ${name} must be an array of numbers; received ${messageOf(error)}`,
      'download the file again',
    );
  }
}

function namesOf({ entries }: PickleDict): string {
  const names = [...entries.keys()].slice(0, MAX_NAMES_SHOWN).map(describeValue).join(', ');
  if (entries.size === 0) return 'nothing';
  return entries.size > MAX_NAMES_SHOWN ? `${names} and ${entries.size - MAX_NAMES_SHOWN} more` : names;
}

/** The root's parent is written as 2^32 - 1; the others stand before their children. */
function parentsOf(tree: Float64Array, path: string): Int32Array {
  return Int32Array.from(tree, (parent, j) => {
    if (parent === -1 || parent === 2 ** 32 - 1) return -1;
    if (Number.isInteger(parent) && parent >= 0 && parent < j) return parent;
    throw new AsmFitError(
      'input',
      `${path}: the parent of joint ${j} (kintree_table) must be an earlier joint; received ${parent}`,
      'download the file again',
    );
  });
}
