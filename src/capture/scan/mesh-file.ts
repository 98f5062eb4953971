import { readFileSync, statSync } from 'node:fs';
import { AsmFitError, messageOf } from '../../errors.ts';
import { meshFault } from '../../geometry/mesh-fault.ts';

export const MAX_MESH_BYTES = 2 ** 30;

/**
 * A regular file's bytes. Pipes, devices and folders are not opened: they may never end.
 * @param where what to call it in errors
 * @throws {AsmFitError} input: not there, no file, unreadable, or too large
 */
export function readMeshFile(path: string, where: string): Uint8Array {
  try {
    const file = statSync(path, { throwIfNoEntry: false });
    if (file === undefined) throw meshFault(where, 'must be there', 'no such file', 'check the path');
    if (!file.isFile()) throw meshFault(where, 'must be a file', 'a folder, pipe or device', 'pass the mesh itself');
    if (file.size > MAX_MESH_BYTES)
      throw meshFault(where, 'must have at most 1 GiB', `${file.size} bytes`, 'pass a mesh of fewer triangles');
    return readFileSync(path);
  } catch (error) {
    if (error instanceof AsmFitError) throw error;
    throw meshFault(where, 'must be readable', messageOf(error), 'check the path and its permissions');
  }
}
