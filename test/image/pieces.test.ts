import { describe, expect, it } from 'vitest';
import { pieceSizes, piecesOf } from '../../src/image/pieces.ts';

const picture = (...rows: readonly string[]): Uint8Array =>
  Uint8Array.from(rows.join(''), (letter) => (letter === '#' ? 1 : 0));

describe('pieces of a mask', () => {
  it('hang together by sides, not by corners, and are named after their first pixel', () => {
    const pieces = piecesOf(picture('##..', '.#.#', '...#', '#...'), 4);
    expect([...pieces]).toEqual([0, 0, -1, -1, -1, 0, -1, 7, -1, -1, -1, 7, 12, -1, -1, -1]);
  });

  it('do not go on from the end of a row to the beginning of the next', () => {
    expect([...piecesOf(picture('..#', '#..'), 3)]).toEqual([-1, -1, 2, 3, -1, -1]);
  });

  it('come together where they meet late', () => {
    expect([...piecesOf(picture('#.#', '###'), 3)]).toEqual([0, -1, 0, 0, 0, 0]);
  });

  it('have sizes, of all their pixels or of those that count', () => {
    const pieces = piecesOf(picture('##..', '.#.#', '...#', '#...'), 4);
    expect([...pieceSizes(pieces)]).toEqual([
      [0, 3],
      [7, 2],
      [12, 1],
    ]);
    expect([...pieceSizes(pieces, (k) => k % 4 === 1)]).toEqual([[0, 2]]);
  });
});
