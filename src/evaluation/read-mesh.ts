import { readFileSync, statSync } from 'node:fs';
import { AsmFitError } from '../errors.ts';

/** A triangle mesh as a file holds it. */
export interface TriangleMesh {
  /** [V, 3], the file's units */
  readonly positions: Float64Array;
  /** [T, 3] */
  readonly triangles: Uint32Array;
}

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
  const positions: number[] = [];
  const triangles: number[] = [];
  for (const line of readFileSync(path, 'latin1').split('\n')) {
    const isFace = line.startsWith('f ');
    if (!isFace && !line.startsWith('v ')) continue;
    const words = line.trim().split(/\s+/).slice(1);
    if (isFace) {
      const corners = words.map((word) => {
        const index = Number.parseInt(word, 10);
        return index > 0 ? index - 1 : positions.length / 3 + index;
      });
      for (let k = 2; k < corners.length; k++) triangles.push(corners[0], corners[k - 1], corners[k]);
    } else for (let k = 0; k < 3; k++) positions.push(Number(words[k]));
  }
  const count = positions.length / 3;
  if (triangles.length === 0) return fail('a mesh must have faces', `${count} vertices and none`);
  const beyond = triangles.find((v) => !(v >= 0 && v < count));
  if (beyond !== undefined) return fail(`faces must name vertices below ${count}`, String(beyond + 1));
  if (!positions.every(Number.isFinite)) return fail('vertices must be numbers', 'something else');
  return { positions: Float64Array.from(positions), triangles: Uint32Array.from(triangles) };
}
