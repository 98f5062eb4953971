/** A triangle mesh, in its file's units. */
export interface TriangleMesh {
  /** [V, 3] */
  readonly positions: Float64Array;
  /** [T, 3] */
  readonly triangles: Uint32Array;
}
