import { describe, expect, it } from 'vitest';
import { strandWays } from '../../../../src/fitting/hair/cards/strand-ways.ts';
import { flatHair, fromMiddle, MM, SIDE } from '../../../helpers/pictures/flat-hair.ts';

/** Cosine between the ways of strands and another way, at the texels of the hair that are told of, the least of them. */
function least(ways: Float32Array, told: (x: number, y: number) => boolean, other: (x: number, y: number) => number[]) {
  let worst = 1;
  for (let i = 0; i < SIDE * SIDE; i++) {
    const [x, y] = fromMiddle(i);
    if (!told(x, y)) continue;
    const [u, v] = other(x, y);
    worst = Math.min(worst, (ways[2 * i] * u + ways[2 * i + 1] * v) / Math.hypot(u, v));
  }
  return worst;
}

describe('the ways of strands', () => {
  it('lead from the crown where the picture shows none', () => {
    const ways = strandWays(flatHair());
    expect(
      least(
        ways,
        (x, y) => Math.hypot(x, y) > 3,
        (x, y) => [x, y],
      ),
    ).toBeGreaterThan(0.999);
  });

  it('follow the lines of the picture, whichever way they run, away from the crown', () => {
    for (const degrees of [20, 65, 130]) {
      const turn = (Math.PI / 180) * degrees;
      const [u, v] = [Math.cos(turn), Math.sin(turn)];
      const striped = flatHair((x, y) => 1 + 0.3 * Math.sin(1.1 * (u * y - v * x)));
      const ways = strandWays(striped);
      const beside = (x: number, y: number): boolean => Math.hypot(x, y) < 45 && Math.abs(u * x + v * y) > 20;
      const along = (x: number, y: number): number[] => (u * x + v * y > 0 ? [u, v] : [-u, -v]);
      // At 45 degrees from the crown's way they lean to it by 10 to 15.
      expect(least(ways, beside, along)).toBeGreaterThan(0.94);
    }
  });

  it('do not follow the edge of hair, beyond which skin is light', () => {
    const ways = strandWays(flatHair((x, y) => (MM * Math.hypot(x, y) < 120 ? 1 : 5)));
    const atEdge = (x: number, y: number): boolean => Math.hypot(x, y) > 55 && Math.hypot(x, y) < 60;
    expect(least(ways, atEdge, (x, y) => [x, y])).toBeGreaterThan(0.999);
  });

  it('are unit vectors', () => {
    const ways = strandWays(flatHair((x) => 1 + 0.4 * Math.sin(x)));
    for (let i = 0; i < SIDE * SIDE; i += 7) expect(Math.hypot(ways[2 * i], ways[2 * i + 1])).toBeCloseTo(1, 5);
  });
});
