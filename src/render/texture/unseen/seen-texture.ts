/** What views show of a skin. */
export interface SeenTexture {
  readonly size: number;
  /** [size, size, 3] */
  readonly color: Float32Array;
  /** How much of a texel is what views show [size, size]. */
  readonly weight: Float32Array;
}
