import { extname } from 'node:path';
import { AsmFitError, messageOf } from '../../errors.ts';
import { type InputFileLimits, inputFileSize, readInputFile } from '../../files/input-file.ts';
import type { TriangleMesh } from '../../geometry/mesh/triangle-mesh.ts';
import { weldTriangles } from '../../geometry/mesh/weld-triangles.ts';
import { meshFault } from '../../geometry/mesh-text/mesh-fault.ts';
import { MAX_MESH_BYTES, type MeshFormat } from './formats/mesh-format.ts';

/** Files that hold a mesh, and who reads them: what few scans need is loaded only for them. */
const FORMATS: ReadonlyMap<string, () => Promise<MeshFormat>> = new Map([
  ['.obj', async () => (await import('./formats/obj.ts')).OBJ],
  ['.ply', async () => (await import('./formats/ply.ts')).PLY],
  ['.stl', async () => (await import('./formats/stl.ts')).STL],
  ['.glb', async () => (await import('./formats/gltf.ts')).GLB],
  ['.gltf', async () => (await import('./formats/gltf.ts')).GLTF],
]);

const KINDS = [...FORMATS.keys()].join(', ');
const LIMITS: InputFileLimits = { what: 'mesh', maxBytes: MAX_MESH_BYTES };

/** Farther from the origin squares of distances are no longer numbers in 32 bits. */
const MAX_COORDINATE = 1e15;

/** Whether a mesh could be read there, without reading. @throws {AsmFitError} input: missing, no file, of another kind or too large */
export function checkMeshFile(path: string): void {
  formatOf(path);
  inputFileSize(path, LIMITS);
}

/**
 * Reads a mesh: OBJ, PLY (ascii or binary), STL (ascii or binary), GLB or glTF with its buffers; docs/evaluation.md says
 * what of each. All triangles are read, or the file is refused. Vertices stay as the file has them; faces that name different
 * vertices at one place are joined there, so that a texture's seams are no open edges. A vertex that is no number and that
 * no face names stands where the first face begins.
 * @throws {AsmFitError} input: missing, no file, too large, of another kind, damaged, or with a construct that is not read
 */
export async function readMesh(path: string): Promise<TriangleMesh> {
  const format = formatOf(path);
  const bytes = readInputFile(path, LIMITS);
  try {
    const { read } = await format();
    return usable(await read({ path, bytes }));
  } catch (error) {
    if (error instanceof AsmFitError)
      throw new AsmFitError('input', `${path}, ${error.message}`, error.hint, { cause: error });
    throw new AsmFitError(
      'input',
      `${path}: the mesh must be whole; received ${messageOf(error)}`,
      `pass a mesh as ${KINDS}`,
      { cause: error },
    );
  }
}

function formatOf(path: string): () => Promise<MeshFormat> {
  const format = FORMATS.get(extname(path).toLowerCase());
  if (format === undefined)
    throw meshFault(
      path,
      `the mesh must be one of ${KINDS}`,
      `"${extname(path)}"`,
      'open it in the program that made it, or in Blender or MeshLab, and export it as GLB or OBJ',
    );
  return format;
}

function usable({ positions, triangles }: TriangleMesh): TriangleMesh {
  const count = positions.length / 3;
  if (triangles.length === 0) throw meshFault('mesh', 'must have faces', `${count} vertices and none`);
  const isPlace = (v: number): boolean =>
    Math.abs(positions[3 * v]) <= MAX_COORDINATE &&
    Math.abs(positions[3 * v + 1]) <= MAX_COORDINATE &&
    Math.abs(positions[3 * v + 2]) <= MAX_COORDINATE;
  const displaced = triangles.find((v) => !isPlace(v));
  if (displaced !== undefined)
    throw meshFault(
      `vertex ${displaced + 1}`,
      `vertices of faces must lie within ${MAX_COORDINATE} units of the origin`,
      positions.subarray(3 * displaced, 3 * displaced + 3).join(' '),
    );
  const stand = positions.slice(3 * triangles[0], 3 * triangles[0] + 3);
  for (let v = 0; v < count; v++) if (!isPlace(v)) positions.set(stand, 3 * v);
  const welded = weldTriangles(positions, triangles);
  if (welded.length === 0)
    throw meshFault('mesh', 'must have faces with area', `${triangles.length / 3} faces and none`);
  return { positions, triangles: welded };
}
