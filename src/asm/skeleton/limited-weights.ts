/** Skinning weights cut to a fixed number of influences, as engines want them. */
export interface LimitedWeights {
  /** Joints a vertex. */
  readonly influences: number;
  /** [V, influences] */
  readonly joints: Uint16Array;
  /** [V, influences], rows sum to 1 */
  readonly weights: Float32Array;
}
