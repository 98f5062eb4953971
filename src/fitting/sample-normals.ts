import { vertexNormals, vertexNormalsBackward } from '../geometry/mesh.ts';
import { pointPositions, pointPositionsBackward, type ShapePoints } from '../head/shape-space.ts';

/** Unit normals at surface points, with what the backward needs. */
export interface SampleNormals {
  /** [N, 3] */
  readonly normals: Float64Array;
  /** [N] length of the interpolated normal */
  readonly lengths: Float64Array;
  readonly vertices: ReturnType<typeof vertexNormals>;
}

/** n_i = m_i/|m_i|, m_i = sum_c w_ic n_(v_ic) of the vertex normals. @param positions [V, 3] */
export function sampleNormals(
  points: ShapePoints,
  positions: ArrayLike<number>,
  triangles: ArrayLike<number>,
): SampleNormals {
  const vertices = vertexNormals(positions, triangles);
  const normals = pointPositions(points, vertices.normals);
  const lengths = new Float64Array(points.count);
  for (let i = 0; i < points.count; i++) {
    const length = Math.hypot(normals[3 * i], normals[3 * i + 1], normals[3 * i + 2]) || 1;
    lengths[i] = length;
    for (let k = 0; k < 3; k++) normals[3 * i + k] /= length;
  }
  return { normals, lengths, vertices };
}

/**
 * Backward of {@link sampleNormals}: m_bar = (n_bar - n (n . n_bar))/|m|, then through the vertex normals.
 * @param gradNormals [N, 3]
 * @param gradPositionsOut [V, 3] accumulated into
 */
export function sampleNormalsBackward(
  points: ShapePoints,
  positions: ArrayLike<number>,
  triangles: ArrayLike<number>,
  forward: SampleNormals,
  gradNormals: ArrayLike<number>,
  gradPositionsOut: Float64Array,
): void {
  const { normals, lengths, vertices } = forward;
  const gradMeans = new Float64Array(normals.length);
  for (let i = 0; i < normals.length; i += 3) {
    const dot = normals[i] * gradNormals[i] + normals[i + 1] * gradNormals[i + 1] + normals[i + 2] * gradNormals[i + 2];
    for (let k = 0; k < 3; k++) gradMeans[i + k] = (gradNormals[i + k] - normals[i + k] * dot) / lengths[i / 3];
  }
  const gradVertexNormals = new Float64Array(vertices.normals.length);
  pointPositionsBackward(points, gradMeans, gradVertexNormals);
  vertexNormalsBackward(positions, triangles, vertices, gradVertexNormals, gradPositionsOut);
}
