import { Matrix } from 'ml-matrix';
import { nearestRotation } from '../../geometry/similarity.ts';
import type { HeadCards } from './head-cards.ts';

/** Cards and the mean head that they were measured on. */
export interface CardFrames {
  readonly cards: HeadCards;
  /** w_i (m_i - m) of the vertices around the anchors [N, 3]. */
  readonly arms: Float64Array;
  /** sum_i w_i |m_i - m|^2 [A] */
  readonly variances: Float64Array;
}

/** How the surroundings of anchors lie on a face: s R [A, 3, 3]. */
export type AnchorTurns = Float64Array;

/** @param mean the mean head's skin [>= skin vertices, 3] mm */
export function cardFrames(cards: HeadCards, mean: ArrayLike<number>): CardFrames {
  const { frameStart, frameVertices, frameWeights } = cards;
  const arms = new Float64Array(3 * frameVertices.length);
  const variances = new Float64Array(frameStart.length - 1);
  for (let a = 0; a < variances.length; a++) {
    const [start, end] = [frameStart[a], frameStart[a + 1]];
    let total = 0;
    for (let n = start; n < end; n++) total += frameWeights[n];
    for (let k = 0; k < 3; k++) {
      let centre = 0;
      for (let n = start; n < end; n++) centre += (frameWeights[n] * mean[3 * frameVertices[n] + k]) / total;
      for (let n = start; n < end; n++) {
        const arm = mean[3 * frameVertices[n] + k] - centre;
        arms[3 * n + k] = frameWeights[n] * arm;
        variances[a] += frameWeights[n] * arm * arm;
      }
    }
  }
  return { cards, arms, variances };
}

/**
 * Points of cards on a skin,
 *   p = sum_c b_c x_c + s R o,  (s, R) = argmin sum_i w_i |s R (m_i - m) - (x_i - x)|^2
 * over the vertices x_i around the anchor, m_i those of the mean head, m and x their weighted means.
 * @param skin the face's [>= skin vertices, 3] mm
 * @returns [P, 3] mm
 */
export function placeCards(frames: CardFrames, skin: ArrayLike<number>): Float64Array {
  return cardPoints(frames.cards, skin, anchorTurns(frames, skin));
}

/** Cards that many shapes of one face move. */
export interface CardMover {
  /** [P, 3] mm */
  readonly rest: Float64Array;
  /** How the points move where the skin does; exactly 0 where nothing around an anchor moves. @param delta [>= skin vertices, 3] mm @returns [P, 3] mm */
  moved(delta: ArrayLike<number>): Float64Array;
}

export function cardMover(frames: CardFrames, skin: ArrayLike<number>): CardMover {
  const { cards } = frames;
  const turns = anchorTurns(frames, skin);
  const rest = cardPoints(cards, skin, turns);
  const shifted = Float64Array.from(skin);
  return {
    rest,
    moved(delta) {
      for (let i = 0; i < shifted.length; i++) shifted[i] = skin[i] + delta[i];
      const turned = turns.slice();
      for (let a = 0; a < frames.variances.length; a++)
        if (movesAround(delta, cards, a)) turned.set(anchorTurn(frames, a, shifted), 9 * a);
      const out = cardPoints(cards, shifted, turned);
      for (let i = 0; i < out.length; i++) out[i] -= rest[i];
      return out;
    },
  };
}

/** As {@link placeCards}, the anchors' turns given. */
export function cardPoints(
  { anchors, barycentric, anchorOf, offsets }: HeadCards,
  skin: ArrayLike<number>,
  turns: AnchorTurns,
): Float64Array {
  const out = new Float64Array(offsets.length);
  for (let p = 0; p < anchorOf.length; p++) {
    const a = anchorOf[p];
    for (let k = 0; k < 3; k++) {
      let at = 0;
      for (let c = 0; c < 3; c++)
        at += barycentric[3 * a + c] * skin[3 * anchors[3 * a + c] + k] + turns[9 * a + 3 * k + c] * offsets[3 * p + c];
      out[3 * p + k] = at;
    }
  }
  return out;
}

function movesAround(delta: ArrayLike<number>, { frameStart, frameVertices }: HeadCards, a: number): boolean {
  for (let n = frameStart[a]; n < frameStart[a + 1]; n++) {
    const v = 3 * frameVertices[n];
    if (delta[v] !== 0 || delta[v + 1] !== 0 || delta[v + 2] !== 0) return true;
  }
  return false;
}

export function anchorTurns(frames: CardFrames, skin: ArrayLike<number>): AnchorTurns {
  const out = new Float64Array(9 * frames.variances.length);
  for (let a = 0; a < frames.variances.length; a++) out.set(anchorTurn(frames, a, skin), 9 * a);
  return out;
}

/** s R from sum_i w_i (x_i - x) (m_i - m)^T, where the mean x drops out. */
function anchorTurn({ cards, arms, variances }: CardFrames, a: number, skin: ArrayLike<number>): Float64Array {
  const { frameStart, frameVertices } = cards;
  const covariance = new Float64Array(9);
  for (let n = frameStart[a]; n < frameStart[a + 1]; n++)
    for (let r = 0; r < 3; r++)
      for (let c = 0; c < 3; c++) covariance[3 * r + c] += skin[3 * frameVertices[n] + r] * arms[3 * n + c];
  const { rotation, alignment } = nearestRotation(Matrix.from1DArray(3, 3, covariance));
  return rotation.map((x) => (x * alignment) / variances[a]);
}
