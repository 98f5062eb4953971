import { luminance } from '../../../image/color.ts';
import type { HairCard } from './lay-cards.ts';

/** How often colours are shared out anew. */
const ROUNDS = 6;
/** A card is lighter than the hair beneath it by so much at most, or darker. */
const SHADE = 0.12;

/** The few colours that cards have. */
export interface CardPalette {
  /** Linear light [count][3]. */
  readonly colors: readonly (readonly number[])[];
  /** Which of them each card has. */
  readonly of: Uint8Array;
}

/**
 * The colours of cards as a few: k-means (Lloyd 1982) of their square roots, which are about as far apart as they look, from
 * quantiles by luminance.
 */
export function cardPalette(cards: readonly Pick<HairCard, 'color' | 'shade'>[], count: number): CardPalette {
  const roots = cards.map(({ color, shade }) => color.map((c) => Math.sqrt(c * (1 + SHADE * shade))));
  const byLight = Array.from(roots).sort((a, b) => luminance(a[0], a[1], a[2]) - luminance(b[0], b[1], b[2]));
  let middles = Array.from({ length: count }, (_, m) => byLight[Math.floor(((m + 0.5) * byLight.length) / count)]);
  for (let round = 0; round < ROUNDS; round++) {
    const sums = middles.map(() => [0, 0, 0, 0]);
    for (const root of roots) {
      const sum = sums[nearest(middles, root)];
      for (let c = 0; c < 3; c++) sum[c] += root[c];
      sum[3]++;
    }
    middles = middles.map((old, m) => (sums[m][3] === 0 ? old : [0, 1, 2].map((c) => sums[m][c] / sums[m][3])));
  }
  return {
    colors: middles.map((root) => root.map((x) => x * x)),
    of: Uint8Array.from(roots, (root) => nearest(middles, root)),
  };
}

function nearest(middles: readonly (readonly number[])[], [r, g, b]: readonly number[]): number {
  let [best, least] = [0, Number.POSITIVE_INFINITY];
  middles.forEach((own, m) => {
    const far = (own[0] - r) ** 2 + (own[1] - g) ** 2 + (own[2] - b) ** 2;
    if (far < least) [best, least] = [m, far];
  });
  return best;
}
