import { readFileSync, statSync } from 'node:fs';
import { AsmFitError, messageOf } from '../../errors.ts';
import { numbersOf } from './pickle-classes.ts';
import { NdArray, PickleDict, Tensor } from './pickle-values.ts';
import { readPickledTensor } from './read-checkpoint.ts';
import { readPickle } from './read-pickle.ts';

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
const NPY_MAGIC = '\x93NUMPY';

/**
 * Reads DECA's landmark embedding: a numpy file whose one object is a dictionary of arrays, some of them PyTorch tensors.
 * @param triangleCount of FLAME
 * @throws {AsmFitError} input: missing, damaged, or of another mesh
 */
export function readLandmarkEmbedding(path: string, triangleCount: number): FlameLandmarks {
  const fail = (required: string, received: string): never => {
    throw new AsmFitError(
      'input',
      `${path}: ${required}; received ${received}`,
      "pass DECA's own landmark_embedding.npy",
    );
  };
  const size = statSync(path, { throwIfNoEntry: false })?.size;
  if (size === undefined || size > MAX_FILE_BYTES)
    return fail(
      'the embedding must be there and at most 16 MiB',
      size === undefined ? 'no such file' : `${size} bytes`,
    );
  const bytes = readFileSync(path);
  if (bytes.length < 12 || bytes.subarray(0, 6).toString('latin1') !== NPY_MAGIC)
    return fail('must be a numpy file', 'something else');
  // Version 1 has a header length of two bytes, later ones of four.
  const headerLength = bytes[6] === 1 ? bytes.readUInt16LE(8) : bytes.readUInt32LE(8);
  const start = (bytes[6] === 1 ? 10 : 12) + headerLength;
  if (!/'descr':\s*'\|?O'/.test(bytes.subarray(10, start).toString('latin1')))
    return fail('must hold an object', 'an array of numbers');
  const { value } = readPickle(bytes, path, start);
  const [dict] = value instanceof NdArray && Array.isArray(value.data) ? value.data : [];
  if (!(dict instanceof PickleDict)) return fail('must hold a dictionary', 'something else');
  const numbers = (name: string, length: number): ArrayLike<number> => {
    const entry = dict.entries.get(name);
    let found: ArrayLike<number> = [];
    try {
      if (entry instanceof NdArray) found = numbersOf(entry);
      else if (entry instanceof Tensor) found = readPickledTensor(entry, name, path).values;
    } catch (error) {
      if (error instanceof AsmFitError) throw error;
      return fail(`${name} must be an array of numbers`, messageOf(error));
    }
    return found.length === length ? found : fail(`${name} must hold ${length} numbers`, String(found.length));
  };
  const points = (name: string, count: number): TrianglePoints => {
    const triangles = Uint32Array.from(numbers(`${name}_faces_idx`, count));
    const beyond = triangles.find((t) => t >= triangleCount);
    if (beyond !== undefined) return fail(`${name} must name triangles below ${triangleCount}`, String(beyond));
    return { triangles, barycentric: Float64Array.from(numbers(`${name}_bary_coords`, 3 * count)) };
  };
  return {
    inner: points('static_lmk', 51),
    contour: points('dynamic_lmk', CONTOUR_ROWS * CONTOUR_POINTS),
    full: points('full_lmk', 68),
  };
}
