import { readFileSync, statSync } from 'node:fs';
import { extname } from 'node:path';
import { AsmFitError, messageOf } from '../../errors.ts';
import { parseObj, type TriangleMesh } from '../../geometry/parse-obj.ts';
import { weldTriangles } from '../../geometry/weld-triangles.ts';

const MAX_BYTES = 2 ** 30;

/** Files that hold a mesh, and who reads them: what few scans need is loaded only for them. */
const READERS: Readonly<Record<string, (bytes: Uint8Array) => TriangleMesh | Promise<TriangleMesh>>> = {
  '.obj': (bytes) => parseObj(Buffer.from(bytes).toString('latin1')),
  '.ply': async (bytes) => (await import('./parse-ply-stl.ts')).parsePly(bytes),
  '.stl': async (bytes) => (await import('./parse-ply-stl.ts')).parseStl(bytes),
  '.glb': async (bytes) => (await import('./parse-glb.ts')).parseGlb(bytes),
};

/**
 * Reads a mesh: OBJ, PLY (ascii or binary), STL (ascii or binary) or GLB. Vertices stay as the file has them; faces that
 * name different vertices at one place are joined there, so that a texture's seams are no open edges.
 * @throws {AsmFitError} input: missing, too large, of another kind, damaged, or a face of a vertex that is not there
 */
export async function readMesh(path: string): Promise<TriangleMesh> {
  const kinds = Object.keys(READERS).join(', ');
  const fail = (required: string, received: string): never => {
    throw new AsmFitError('input', `${path}: ${required}; received ${received}`, `pass a mesh as ${kinds}`);
  };
  const read = READERS[extname(path).toLowerCase()];
  if (read === undefined) return fail(`the mesh must be one of ${kinds}`, `"${extname(path)}"`);
  const file = statSync(path, { throwIfNoEntry: false });
  if (file === undefined) return fail('the mesh must be there', 'no such file');
  if (!file.isFile() || file.size > MAX_BYTES)
    return fail('the mesh must be a file of at most 1 GiB', file.isFile() ? `${file.size} bytes` : 'no file');
  let mesh: TriangleMesh;
  try {
    mesh = await read(readFileSync(path));
  } catch (error) {
    return fail('the mesh must be whole', messageOf(error));
  }
  const { positions, triangles } = mesh;
  const count = positions.length / 3;
  if (triangles.length === 0) return fail('a mesh must have faces', `${count} vertices and none`);
  const beyond = triangles.find((v) => !(v >= 0 && v < count));
  if (beyond !== undefined) return fail(`faces must name vertices below ${count}`, String(beyond + 1));
  if (!positions.every(Number.isFinite)) return fail('vertices must be numbers', 'something else');
  return { positions, triangles: weldTriangles(positions, triangles) };
}
