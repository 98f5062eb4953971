/** Cards that a head may wear. */
export const CARD_NAMES = ['lashes', 'brows'] as const;
export type CardName = (typeof CARD_NAMES)[number];

/** Points that hang on spots between the skin's vertices. */
export interface AnchoredPoints {
  /** [A, 3] skin vertices */
  readonly anchors: Uint32Array;
  /** [A, 3], rows sum to 1 */
  readonly barycentric: Float64Array;
  /** [P] anchor of each point */
  readonly anchorOf: Uint32Array;
}

/**
 * Hair as textured strips that go with the skin. Each point hangs on an anchor, a spot between three of the skin's
 * vertices, and stands off it as the skin around the anchor turns and grows (place-cards.ts).
 */
export interface HeadCards extends AnchoredPoints {
  readonly name: CardName;
  /** [A + 1] where the surroundings of each anchor begin in `frameVertices`. */
  readonly frameStart: Uint32Array;
  /** [N] skin vertices around the anchors, and how much each counts. */
  readonly frameVertices: Uint32Array;
  readonly frameWeights: Float64Array;
  /** [P, 3] mm off the anchor, on the mean head */
  readonly offsets: Float64Array;
  /** [P, 2], origin top left */
  readonly uvs: Float64Array;
  /** [T, 3] over the points; cards are seen from both sides */
  readonly triangles: Uint32Array;
}
