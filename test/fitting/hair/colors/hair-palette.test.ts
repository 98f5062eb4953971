import { describe, expect, it } from 'vitest';
import { hairPalette } from '../../../../src/fitting/hair/colors/hair-palette.ts';
import { chartPlace, STRAND_DEVIATION, strandNoise, wayOut } from '../../../../src/fitting/hair/colors/strands.ts';
import { normals } from '../../../helpers/gradient-check.ts';

const SIZE = 128;
const texels = Uint32Array.from({ length: SIZE * SIZE }, (_, k) => k).filter((k) => wayOut(...chartPlace(k, SIZE)) < 1);

/** Sums of seen colours [N, 4]; texels of no colour are not seen. */
function seen(color: (u: number, v: number, i: number) => readonly number[] | null): Float64Array {
  const sum = new Float64Array(4 * texels.length);
  texels.forEach((texel, i) => {
    const rgb = color(...chartPlace(texel, SIZE), i);
    if (rgb !== null) sum.set([...rgb.map((x) => 2 * x), 2], 4 * i);
  });
  return sum;
}

describe('the palette of hair', () => {
  it('has tips and roots of their own colours, from a part that is seen', () => {
    const dyed = (u: number, v: number) => (wayOut(u, v) < 0.5 ? [0.1, 0.05, 0.02] : [0.6, 0.4, 0.2]);
    const { at } = hairPalette(
      texels,
      SIZE,
      seen((u, v) => (v < 0.5 ? dyed(u, v) : null)),
    );
    for (const [way, color] of [
      [0.3, [0.1, 0.05, 0.02]],
      [0.9, [0.6, 0.4, 0.2]],
    ] as const)
      color.forEach((x, c) => {
        expect(Math.abs(at(way).mean[c] - x)).toBeLessThan(0.12);
      });
  });

  it('says by how much the seen differs, per channel', () => {
    const noise = normals(texels.length, 5, 1);
    const { at } = hairPalette(
      texels,
      SIZE,
      seen((_u, _v, i) => [0.4 + 0.06 * noise[i], 0.3 + 0.03 * noise[i], 0.2]),
    );
    const { mean, spread } = at(0.6);
    expect(mean[0]).toBeCloseTo(0.4, 2);
    expect(spread[0]).toBeCloseTo(0.06, 2);
    expect(spread[1]).toBeCloseTo(0.03, 2);
    expect(spread[2]).toBeCloseTo(0, 9);
  });

  it('is the usual colour where nothing of that way is seen, and black where nothing is at all', () => {
    const near = hairPalette(
      texels,
      SIZE,
      seen((u, v) => (wayOut(u, v) < 0.2 ? [0.5, 0.25, 0.125] : null)),
    );
    near.at(0.95).mean.forEach((x, c) => {
      expect(x).toBeCloseTo(near.usual[c], 3);
    });
    const none = hairPalette(
      texels,
      SIZE,
      seen(() => null),
    );
    expect(none.at(0.5)).toEqual({ mean: [0, 0, 0], spread: [0, 0, 0] });
  });
});

describe('noise of strands', () => {
  it('has the standard deviation that colours are scaled by', () => {
    const values = Array.from(texels, (texel) => strandNoise(...chartPlace(texel, SIZE)));
    const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
    const deviation = Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length);
    expect(Math.abs(deviation - STRAND_DEVIATION)).toBeLessThan(0.01);
  });
});
