/** A skin and what it was before it moved. */
export interface MovedSkin {
  /** [V, 3] mm */
  readonly positions: ArrayLike<number>;
  /** [V, 3] mm */
  readonly template: ArrayLike<number>;
}
