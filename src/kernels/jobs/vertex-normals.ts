import { vertexNormals, vertexNormalsBackward } from '../../geometry/mesh/mesh.ts';
import { type Kernel, NO_SCRATCH, type RealArray } from '../kernel.ts';

/** Area-weighted vertex normals (src/geometry/mesh.ts). */
export interface VertexNormalsJob {
  /** [V, 3] */
  readonly positions: RealArray;
  readonly vertexCount: number;
  /** [T, 3] */
  readonly triangles: Uint32Array;
  readonly triangleCount: number;
  /** [V, 3] out */
  readonly normals: RealArray;
  /** |N| [V] out */
  readonly lengths: RealArray;
}

export const VERTEX_NORMALS: Kernel<VertexNormalsJob> = {
  name: 'vertexNormals',
  slots: ['positions', 'vertexCount', 'triangles', 'triangleCount', 'normals', 'lengths'],
  scratch: NO_SCRATCH,
  plain: ({ positions, triangles, normals, lengths }) => {
    const forward = vertexNormals(positions, triangles);
    normals.set(forward.normals);
    lengths.set(forward.lengths);
  },
};

/** Backward of {@link VERTEX_NORMALS}. */
export interface VertexNormalsBackwardJob {
  readonly positions: RealArray;
  readonly vertexCount: number;
  readonly triangles: Uint32Array;
  readonly triangleCount: number;
  readonly normals: RealArray;
  readonly lengths: RealArray;
  /** n_bar [V, 3]; may be overwritten */
  readonly gradNormals: RealArray;
  /** [V, 3] accumulated into */
  readonly gradPositions: RealArray;
}

export const VERTEX_NORMALS_BACKWARD: Kernel<VertexNormalsBackwardJob> = {
  name: 'vertexNormalsBackward',
  slots: [
    'positions',
    'vertexCount',
    'triangles',
    'triangleCount',
    'normals',
    'lengths',
    'gradNormals',
    'gradPositions',
  ],
  scratch: NO_SCRATCH,
  plain: ({ positions, triangles, normals, lengths, gradNormals, gradPositions }) => {
    vertexNormalsBackward(positions, triangles, { normals, lengths }, gradNormals, gradPositions);
  },
};
