import { describe, expect, it } from 'vitest';
import { placeIn, squareAround } from '../../../src/render/raster/texel-square.ts';

const SIZE = 16;
const index = Uint32Array.from({ length: SIZE * SIZE }, (_, i) => i);
const shares = (on: readonly (readonly [number, number])[]): Float32Array => {
  const out = new Float32Array(SIZE * SIZE);
  for (const [x, y] of on) out[y * SIZE + x] = 0.5;
  return out;
};

describe('a square of the texture', () => {
  it('holds what has a share, and a margin', () => {
    const square = squareAround(
      { size: SIZE, index },
      shares([
        [5, 6],
        [8, 7],
      ]),
      1,
    );
    expect(square).toEqual({ size: SIZE, left: 4, top: 5, side: 6 });
    expect(squareAround({ size: SIZE, index }, shares([]), 1)).toBe(null);
  });

  it('stays on the texture', () => {
    expect(squareAround({ size: SIZE, index }, shares([[15, 0]]), 2)).toEqual({
      size: SIZE,
      left: 11,
      top: 0,
      side: 5,
    });
    expect(
      squareAround(
        { size: SIZE, index },
        shares([
          [0, 0],
          [15, 3],
        ]),
        2,
      ),
    ).toEqual({ size: SIZE, left: 0, top: 0, side: SIZE });
  });

  it('counts its texels row by row', () => {
    const square = { size: SIZE, left: 4, top: 5, side: 3 };
    expect(placeIn(square, 5 * SIZE + 4)).toBe(0);
    expect(placeIn(square, 7 * SIZE + 6)).toBe(8);
    for (const outside of [5 * SIZE + 3, 4 * SIZE + 4, 8 * SIZE + 4, 5 * SIZE + 7])
      expect(placeIn(square, outside)).toBe(-1);
  });
});
