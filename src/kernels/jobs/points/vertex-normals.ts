import { vertexNormals, vertexNormalsBackward } from '../../../geometry/mesh/mesh.ts';
import { type JobOf, type Kernel, NO_SCRATCH, type Slots } from '../../kernel.ts';

/** Area-weighted vertex normals (src/geometry/mesh/mesh.ts). */
export type VertexNormalsJob = JobOf<typeof VERTEX_NORMALS_SLOTS>;

const VERTEX_NORMALS_SLOTS = {
  /** [V, 3] */
  positions: 'real',
  vertexCount: 'count',
  /** [T, 3] */
  triangles: 'index',
  triangleCount: 'count',
  /** [V, 3] out */
  normals: 'real',
  /** |N| [V] out */
  lengths: 'real',
} as const satisfies Slots;

export const VERTEX_NORMALS: Kernel<VertexNormalsJob> = {
  name: 'vertexNormals',
  slots: VERTEX_NORMALS_SLOTS,
  scratch: NO_SCRATCH,
  plain: ({ positions, triangles, normals, lengths }) => {
    const forward = vertexNormals(positions, triangles);
    normals.set(forward.normals);
    lengths.set(forward.lengths);
  },
};

/** Backward of {@link VERTEX_NORMALS}. */
export type VertexNormalsBackwardJob = JobOf<typeof VERTEX_NORMALS_BACKWARD_SLOTS>;

const VERTEX_NORMALS_BACKWARD_SLOTS = {
  positions: 'real',
  vertexCount: 'count',
  triangles: 'index',
  triangleCount: 'count',
  normals: 'real',
  lengths: 'real',
  /** n_bar [V, 3]; may be overwritten */
  gradNormals: 'real',
  /** [V, 3] accumulated into */
  gradPositions: 'real',
} as const satisfies Slots;

export const VERTEX_NORMALS_BACKWARD: Kernel<VertexNormalsBackwardJob> = {
  name: 'vertexNormalsBackward',
  slots: VERTEX_NORMALS_BACKWARD_SLOTS,
  scratch: NO_SCRATCH,
  plain: ({ positions, triangles, normals, lengths, gradNormals, gradPositions }) => {
    vertexNormalsBackward(positions, triangles, { normals, lengths }, gradNormals, gradPositions);
  },
};
