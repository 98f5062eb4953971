import { Matrix } from 'ml-matrix';
import { nearestRotation } from '../../geometry/similarity.ts';
import type { HeadCards } from './head-cards.ts';

/** How the surroundings of an anchor lie on a face against the mean head: x -> scale R x. */
interface AnchorTurn {
  /** Row-major */
  readonly rotation: ArrayLike<number>;
  readonly scale: number;
}

/**
 * Points of cards on a skin,
 *   p = sum_c b_c x_c + s R o,  (s, R) = argmin sum_i w_i |s R (m_i - m) - (x_i - x)|^2
 * over the vertices x_i around the anchor, m_i those of the mean head, m and x their weighted means.
 * @param mean the mean head's skin and @param skin the face's [>= skin vertices, 3] mm, both as the rig shows them
 * @returns [P, 3] mm
 */
export function placeCards(cards: HeadCards, mean: ArrayLike<number>, skin: ArrayLike<number>): Float64Array {
  return cardPoints(cards, skin, (anchor) => anchorTurn(cards, anchor, mean, skin));
}

/** Cards that many shapes of one face move. */
export interface CardMover {
  /** [P, 3] mm */
  readonly rest: Float64Array;
  /** How the points move where the skin does; exactly 0 where nothing around an anchor moves. @param delta [>= skin vertices, 3] mm @returns [P, 3] mm */
  moved(delta: ArrayLike<number>): Float64Array;
}

export function cardMover(cards: HeadCards, mean: ArrayLike<number>, skin: ArrayLike<number>): CardMover {
  const turns = Array.from({ length: cards.anchors.length / 3 }, (_, a) => anchorTurn(cards, a, mean, skin));
  const rest = cardPoints(cards, skin, (a) => turns[a]);
  return {
    rest,
    moved(delta) {
      const shifted = Float64Array.from({ length: delta.length }, (_, i) => skin[i] + delta[i]);
      const still = turns.map((_, a) => !movesAny(delta, cards, a));
      const out = cardPoints(cards, shifted, (a) => (still[a] ? turns[a] : anchorTurn(cards, a, mean, shifted)));
      for (let i = 0; i < out.length; i++) out[i] -= rest[i];
      return out;
    },
  };
}

function cardPoints(
  { anchors, barycentric, anchorOf, offsets }: HeadCards,
  skin: ArrayLike<number>,
  turnOf: (anchor: number) => AnchorTurn,
): Float64Array {
  const turns = Array.from({ length: anchors.length / 3 }, (_, a) => turnOf(a));
  const out = new Float64Array(offsets.length);
  anchorOf.forEach((a, p) => {
    const { rotation: r, scale } = turns[a];
    const [x, y, z] = offsets.subarray(3 * p, 3 * p + 3);
    for (let k = 0; k < 3; k++) {
      let at = 0;
      for (let c = 0; c < 3; c++) at += barycentric[3 * a + c] * skin[3 * anchors[3 * a + c] + k];
      out[3 * p + k] = at + scale * (r[3 * k] * x + r[3 * k + 1] * y + r[3 * k + 2] * z);
    }
  });
  return out;
}

function movesAny(delta: ArrayLike<number>, { anchors, frameStart, frameVertices }: HeadCards, a: number): boolean {
  const moves = (v: number): boolean => delta[3 * v] !== 0 || delta[3 * v + 1] !== 0 || delta[3 * v + 2] !== 0;
  return anchors.subarray(3 * a, 3 * a + 3).some(moves) || frameOf(frameVertices, frameStart, a).some(moves);
}

function frameOf<Values extends Uint32Array | Float64Array>(values: Values, start: Uint32Array, a: number): Values {
  return values.subarray(start[a], start[a + 1]) as Values;
}

function anchorTurn(cards: HeadCards, a: number, mean: ArrayLike<number>, skin: ArrayLike<number>): AnchorTurn {
  const vertices = frameOf(cards.frameVertices, cards.frameStart, a);
  const weights = frameOf(cards.frameWeights, cards.frameStart, a);
  const total = weights.reduce((sum, w) => sum + w, 0);
  const centre = (of: ArrayLike<number>): number[] =>
    [0, 1, 2].map((k) => vertices.reduce((sum, v, i) => sum + (weights[i] * of[3 * v + k]) / total, 0));
  const [m, x] = [centre(mean), centre(skin)];
  const covariance = new Float64Array(9);
  let variance = 0;
  vertices.forEach((v, i) => {
    for (let c = 0; c < 3; c++) {
      const arm = mean[3 * v + c] - m[c];
      variance += weights[i] * arm * arm;
      for (let r = 0; r < 3; r++) covariance[3 * r + c] += weights[i] * (skin[3 * v + r] - x[r]) * arm;
    }
  });
  const { rotation, alignment } = nearestRotation(Matrix.from1DArray(3, 3, covariance));
  return { rotation, scale: alignment / variance };
}
