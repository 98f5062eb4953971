import { pointPositions, pointPositionsBackward, type ShapePoints } from '../../../head/shape/shape-space.ts';
import { VERTEX_NORMALS_BACKWARD } from '../../../kernels/jobs/points/vertex-normals.ts';
import { type Kernels, type RealArray, realCopy } from '../../../kernels/kernel.ts';
import { meshNormals } from '../../../render/mesh/kernel-mesh.ts';

/** Unit normals at surface points, with what the backward needs; in kernel memory. */
export interface SampleNormals {
  /** [N, 3] */
  readonly normals: RealArray;
  /** Length of the interpolated normal [N]. */
  readonly lengths: RealArray;
  /** Of the vertices: [V, 3] and [V]. */
  readonly vertexNormals: RealArray;
  readonly vertexLengths: RealArray;
}

/**
 * n_i = m_i/|m_i|, m_i = sum_c w_ic n_(v_ic) of the vertex normals.
 * @param positions [V, 3], triangles [T, 3], in kernel memory
 */
export function sampleNormals(
  kernels: Kernels,
  points: ShapePoints,
  positions: RealArray,
  triangles: Uint32Array,
): SampleNormals {
  const { memory } = kernels;
  const { normals: vertexNormals, lengths: vertexLengths } = meshNormals(kernels, { positions, triangles });
  const normals = realCopy(memory, pointPositions(points, vertexNormals));
  const lengths = memory.real(points.count);
  for (let i = 0; i < points.count; i++) {
    const length = Math.hypot(normals[3 * i], normals[3 * i + 1], normals[3 * i + 2]) || 1;
    lengths[i] = length;
    for (let k = 0; k < 3; k++) normals[3 * i + k] /= length;
  }
  return { normals, lengths, vertexNormals, vertexLengths };
}

/**
 * Backward of {@link sampleNormals}: m_bar = (n_bar - n (n . n_bar))/|m|, then through the vertex normals.
 * @param gradNormals [N, 3]
 * @param gradPositionsOut [V, 3] in kernel memory, accumulated into
 */
export function sampleNormalsBackward(
  kernels: Kernels,
  points: ShapePoints,
  positions: RealArray,
  triangles: Uint32Array,
  forward: SampleNormals,
  gradNormals: RealArray,
  gradPositionsOut: RealArray,
): void {
  const { normals: n, lengths, vertexNormals, vertexLengths } = forward;
  const gradMeans = new Float64Array(n.length);
  for (let i = 0; i < n.length; i += 3) {
    const dot = n[i] * gradNormals[i] + n[i + 1] * gradNormals[i + 1] + n[i + 2] * gradNormals[i + 2];
    for (let k = 0; k < 3; k++) gradMeans[i + k] = (gradNormals[i + k] - n[i + k] * dot) / lengths[i / 3];
  }
  const gradVertexNormals = kernels.memory.real(vertexNormals.length);
  pointPositionsBackward(points, gradMeans, gradVertexNormals);
  kernels.run(VERTEX_NORMALS_BACKWARD, [
    {
      positions,
      vertexCount: positions.length / 3,
      triangles,
      triangleCount: triangles.length / 3,
      normals: vertexNormals,
      lengths: vertexLengths,
      gradNormals: gradVertexNormals,
      gradPositions: gradPositionsOut,
    },
  ]);
}
