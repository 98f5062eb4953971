/** ICT-FaceKit [Li 2020] (MIT): the skin of its mean head and its identity modes, mm. */
export interface IctModel {
  /** Neutral mean [V, 3] */
  readonly positions: Float64Array;
  /** Outer skin [T, 3] */
  readonly triangles: Uint32Array;
  /** Vertices of iBUG's 68 landmarks. */
  readonly landmarks: readonly number[];
  /** One standard deviation each [V, 3]. */
  readonly identity: readonly Float32Array[];
}
