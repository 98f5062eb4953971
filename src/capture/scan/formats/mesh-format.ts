import type { TriangleMesh } from '../../../geometry/mesh/triangle-mesh.ts';

export const MAX_MESH_BYTES = 2 ** 30;

/** A mesh's file as it was read. */
export interface MeshFile {
  /** Where it lies: glTF names files beside it. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** A reader of one kind of file. */
export interface MeshFormat {
  /**
   * All triangles of a file, of vertices that are there; coordinates may be no numbers.
   * @throws {AsmFitError} input: with the place in the file and the construct that cannot be read
   */
  read(file: MeshFile): TriangleMesh | Promise<TriangleMesh>;
}
