import { describe, expect, it } from 'vitest';
import { cardPalette } from '../../../../src/fitting/hair/cards/card-palette.ts';

const DARK = [0.02, 0.012, 0.008];
const FAIR = [0.5, 0.35, 0.2];
const RED = [0.3, 0.08, 0.03];
const cards = Array.from({ length: 90 }, (_, i) => ({ color: [DARK, FAIR, RED][i % 3], shade: 0 }));

describe('the few colours of cards', () => {
  it('are those that there are', () => {
    const { colors, of } = cardPalette(cards, 3);
    cards.forEach(({ color }, i) => {
      colors[of[i]].forEach((c, k) => {
        expect(c).toBeCloseTo(color[k], 6);
      });
    });
  });

  it('are near each card', () => {
    const spread = Array.from({ length: 400 }, (_, i) => ({
      color: FAIR.map((c) => c * (0.2 + (0.8 * i) / 400)),
      shade: 0,
    }));
    const { colors, of } = cardPalette(spread, 16);
    spread.forEach(({ color }, i) => {
      expect(Math.abs(colors[of[i]][0] / color[0] - 1)).toBeLessThan(0.12);
    });
  });

  it('are lighter or darker than hair by the shade of a card', () => {
    const shaded = [-1, 1].map((shade) => ({ color: FAIR, shade }));
    const { colors, of } = cardPalette(shaded, 2);
    expect(colors[of[0]][0]).toBeCloseTo(0.88 * 0.5, 6);
    expect(colors[of[1]][0]).toBeCloseTo(1.12 * 0.5, 6);
  });

  it('are told of one card', () => {
    const { colors, of } = cardPalette([{ color: RED, shade: 0 }], 4);
    expect(colors[of[0]][0]).toBeCloseTo(RED[0], 6);
  });
});
