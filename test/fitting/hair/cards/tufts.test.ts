import { describe, expect, it } from 'vitest';
import { drawTufts, TUFT, TUFTS } from '../../../../src/fitting/hair/cards/tufts.ts';

const tufts = drawTufts();
const rowMean = (plane: Float32Array, row: number): number =>
  plane.subarray(row * TUFT.width, (row + 1) * TUFT.width).reduce((a, b) => a + b, 0) / TUFT.width;

describe('tufts of strands', () => {
  it('cover in part, none of their sides, and differ', () => {
    expect(tufts).toHaveLength(TUFTS);
    for (const { cover } of tufts) {
      expect(Math.max(...cover)).toBeLessThan(1);
      expect(Math.max(...cover)).toBeGreaterThan(0.85);
      expect(Math.min(...cover)).toBe(0);
      for (let y = 0; y < TUFT.height; y++)
        expect([cover[y * TUFT.width], cover[(y + 1) * TUFT.width - 1]]).toEqual([0, 0]);
    }
    expect(tufts[0].cover).not.toEqual(tufts[1].cover);
  });

  it('come out of hair, are densest between roots and tips, and thin out', () => {
    for (const { cover } of tufts) {
      expect(rowMean(cover, 0)).toBe(0);
      expect(rowMean(cover, 10)).toBeLessThan(rowMean(cover, 70));
      expect(rowMean(cover, 150)).toBeLessThan(0.5 * rowMean(cover, 70));
      expect(rowMean(cover, 70)).toBeGreaterThan(0.3);
    }
  });

  it('have strands of shades that are 1 on the mean, and 1 beside them', () => {
    for (const { cover, shade } of tufts) {
      const inside = Array.from(shade).filter((_, i) => cover[i] > 0.5);
      expect(inside.reduce((a, b) => a + b, 0) / inside.length).toBeCloseTo(1, 1);
      expect(Math.min(...inside)).toBeGreaterThan(0.84);
      expect(Math.max(...inside)).toBeLessThan(1.16);
      expect(Math.max(...inside) - Math.min(...inside)).toBeGreaterThan(0.15);
      cover.forEach((own, i) => {
        if (own === 0) expect(shade[i]).toBe(1);
      });
    }
  });
});
