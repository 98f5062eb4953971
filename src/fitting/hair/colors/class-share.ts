import { averageSquares } from '../../../image/average-squares.ts';

/** What classes are averaged over. */
export interface LabelSquares {
  /** [h, w] */
  readonly labels: Uint8Array;
  readonly width: number;
  /** Of the square around each pixel, pixels. */
  readonly radius: number;
}

/** Where shares go, and what is needed on the way, [h, w] and whatever they hold. */
export interface ShareRoom {
  readonly share: Float32Array;
  readonly between: Float32Array;
}

/**
 * How much of a square around each pixel a class takes, twice averaged, so that its edge runs smoothly between pixels.
 * @param counts whether a label is one of the class @returns `share` [h, w] 0..1
 */
export function classShare(
  { labels, width, radius }: LabelSquares,
  counts: (label: number) => boolean,
  { share, between }: ShareRoom,
): Float32Array {
  const counted = Uint8Array.from({ length: 256 }, (_, label) => (counts(label) ? 1 : 0));
  for (let k = 0; k < share.length; k++) share[k] = counted[labels[k]];
  averageSquares(share, between, width, radius);
  return share;
}
