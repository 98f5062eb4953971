import { AsmFitError, messageOf } from '../../errors.ts';
import { readInputFile } from '../../files/input-file.ts';
import { countOf, numbersOf } from './array-numbers.ts';
import { describeValue, NdArray, PickleDict, shownText, Tensor } from './pickle/pickle-values.ts';
import { ReadBudget } from './pickle/read-budget.ts';
import { readPickle } from './pickle/read-pickle.ts';
import { readPickledTensor } from './read-checkpoint.ts';

/** Points on triangles of FLAME. */
export interface TrianglePoints {
  /** [N] */
  readonly triangles: Uint32Array;
  /** [N, 3] */
  readonly barycentric: Float64Array;
}

/** Where the 68 landmarks lie on FLAME, as DECA's `landmark_embedding.npy` says. */
export interface FlameLandmarks {
  /** The 51 of the inner face. */
  readonly inner: TrianglePoints;
  /** The 17 of the contour as each turn of the head shows it: {@link CONTOUR_ROWS} rows one after another. */
  readonly contour: TrianglePoints;
  /** All 68 where they lie on the head itself. */
  readonly full: TrianglePoints;
}

/** Rows of the contour's table: turns of -39 .. 39 degrees. */
export const CONTOUR_ROWS = 79;
const CONTOUR_POINTS = 17;
const MAX_FILE_BYTES = 2 ** 24;
const HINT = "pass DECA's own landmark_embedding.npy";

/**
 * Reads DECA's landmark embedding: a numpy file whose one object is a dictionary of arrays, some of them PyTorch tensors.
 * @param triangleCount of FLAME
 * @throws {AsmFitError} input: missing, damaged, or of another mesh
 */
export function readLandmarkEmbedding(path: string, triangleCount: number): FlameLandmarks {
  const fail = (required: string, received: string): never => {
    throw new AsmFitError('input', `${path}: ${required}; received ${received}`, HINT);
  };
  const bytes = readInputFile(path, { what: 'embedding', maxBytes: MAX_FILE_BYTES });
  const budget = new ReadBudget(bytes.length, path);
  const { value } = readPickle(bytes, path, objectStart(bytes, fail), budget);
  const [dict] = value instanceof NdArray && Array.isArray(value.data) ? value.data : [];
  if (!(dict instanceof PickleDict)) return fail('must hold a dictionary', 'something else');
  const numbers = (name: string, length: number): ArrayLike<number> => {
    const entry = dict.entries.get(name);
    const checkLength = (count: number): void => {
      if (count !== length) fail(`${name} must hold ${length} numbers`, String(count));
    };
    try {
      if (entry instanceof NdArray) {
        checkLength(countOf(entry.shape));
        return numbersOf(entry);
      }
      if (entry instanceof Tensor) {
        checkLength(countOf(entry.shape));
        return readPickledTensor(entry, name, path, budget).values;
      }
    } catch (error) {
      if (error instanceof AsmFitError) throw error;
      return fail(`${name} must be an array of numbers`, messageOf(error));
    }
    return fail(`${name} must be an array of numbers`, entry === undefined ? 'nothing' : describeValue(entry));
  };
  const points = (name: string, count: number): TrianglePoints => {
    const triangles = Float64Array.from(numbers(`${name}_faces_idx`, count));
    const beyond = triangles.find((t) => !(Number.isInteger(t) && t >= 0 && t < triangleCount));
    if (beyond !== undefined) return fail(`${name} must name triangles below ${triangleCount}`, String(beyond));
    const barycentric = Float64Array.from(numbers(`${name}_bary_coords`, 3 * count));
    const wild = barycentric.find((x) => !Number.isFinite(x));
    if (wild !== undefined) return fail(`${name} must have finite coordinates`, String(wild));
    return { triangles: Uint32Array.from(triangles), barycentric };
  };
  return {
    inner: points('static_lmk', 51),
    contour: points('dynamic_lmk', CONTOUR_ROWS * CONTOUR_POINTS),
    full: points('full_lmk', 68),
  };
}

/**
 * Where the pickle of a numpy file of one object begins: magic, version, the header's length (two bytes in version 1, four
 * later), the header as Python writes a dictionary.
 */
function objectStart(bytes: Buffer, fail: (required: string, received: string) => never): number {
  if (bytes.length < 12 || bytes.toString('latin1', 0, 6) !== '\x93NUMPY')
    return fail('must be a numpy file', 'something else');
  const version = bytes[6];
  if (version < 1 || version > 3) return fail('must be a numpy file of version 1, 2 or 3', `version ${version}`);
  const start = version === 1 ? 10 + bytes.readUInt16LE(8) : 12 + bytes.readUInt32LE(8);
  if (start > bytes.length) return fail('must be whole', `a header of ${start} bytes in ${bytes.length}`);
  const header = bytes.toString('latin1', version === 1 ? 10 : 12, start);
  const fields =
    /^\s*\{\s*'descr':\s*'([^']{1,40})',\s*'fortran_order':\s*(?:True|False),\s*'shape':\s*\(([\d, ]{0,40})\),?\s*\}\s*$/.exec(
      header,
    );
  if (fields === null) return fail('must have the header that numpy writes', shownText(header.trim()));
  const [, type, shape] = fields;
  if (!/^\|?O$/.test(type)) return fail('must hold an object', `an array of type ${shownText(type)}`);
  if (!/^(1,)?$/.test(shape.replaceAll(' ', '')))
    return fail('must hold one object', `an array of ${shownText(shape)}`);
  return start;
}
