import { readFileSync, statSync } from 'node:fs';
import { AsmFitError } from '../errors.ts';
import { parseObj, type TriangleMesh } from '../geometry/parse-obj.ts';

const MAX_BYTES = 2 ** 30;

/**
 * Reads an OBJ's vertices and faces; polygons are fanned.
 * @throws {AsmFitError} input: missing, too large, no OBJ, or a face of a vertex that is not there
 */
export function readMesh(path: string): TriangleMesh {
  const fail = (required: string, received: string): never => {
    throw new AsmFitError('input', `${path}: ${required}; received ${received}`, 'pass a Wavefront OBJ');
  };
  const size = statSync(path, { throwIfNoEntry: false })?.size;
  if (size === undefined || size > MAX_BYTES)
    return fail('the mesh must be there and at most 1 GiB', size === undefined ? 'no such file' : `${size} bytes`);
  const { positions, triangles } = parseObj(readFileSync(path, 'latin1'));
  const count = positions.length / 3;
  if (triangles.length === 0) return fail('a mesh must have faces', `${count} vertices and none`);
  const beyond = triangles.find((v) => !(v >= 0 && v < count));
  if (beyond !== undefined) return fail(`faces must name vertices below ${count}`, String(beyond + 1));
  if (!positions.every(Number.isFinite)) return fail('vertices must be numbers', 'something else');
  return { positions, triangles };
}
