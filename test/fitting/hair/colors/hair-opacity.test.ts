import { describe, expect, it } from 'vitest';
import { hairOpacity } from '../../../../src/fitting/hair/colors/hair-opacity.ts';
import { type HairTexels, texelMm } from '../../../../src/fitting/hair/colors/hair-texels.ts';
import { type PlacedCover, smoothCover } from '../../../../src/fitting/hair/colors/smooth-cover.ts';
import { withoutScraps } from '../../../../src/fitting/hair/colors/without-scraps.ts';

const SIZE = 512;
/** Half a millimetre a texel, a rim left out as charts do. */
const MM = 0.5;
const index = Uint32Array.from({ length: SIZE * SIZE }, (_, k) => k).filter((k) => {
  const [x, y] = [k % SIZE, Math.floor(k / SIZE)];
  return Math.min(x, y, SIZE - 1 - x, SIZE - 1 - y) >= 4;
});
const x = (texel: number): number => (texel % SIZE) - SIZE / 2;
const y = (texel: number): number => Math.floor(texel / SIZE) - SIZE / 2;
const texels: HairTexels = {
  size: SIZE,
  rows: { from: 0, to: SIZE },
  index,
  scalpFrom: 0,
  positions: Float64Array.from({ length: 3 * index.length }, (_, i) => {
    const texel = index[Math.floor(i / 3)];
    return i % 3 === 0 ? MM * x(texel) : i % 3 === 1 ? MM * y(texel) : 0;
  }),
  normals: new Float64Array(3 * index.length),
  edge: new Float32Array(index.length),
  thickness: new Float32Array(index.length),
  bare: new Float32Array(index.length),
  skinTrust: new Float32Array(index.length).fill(1),
  clothesTrust: new Float32Array(index.length),
};

const FAR_BELOW = -1e4;
/** How far a line of hair's edge, an offset at each of so many places, wanders from texel to texel. */
const roughness = (edge: readonly number[]): number =>
  edge.slice(1).reduce((sum, e, i) => sum + Math.abs(e - edge[i]), 0) / (edge.length - 1);

describe('the cover of a place', () => {
  it('is the share of hair in the votes around it, however many there are', () => {
    const middle = index.indexOf((SIZE / 2) * SIZE + SIZE / 2);
    for (const votes of [0.05, 0.4, 0.6, 3]) {
      const all = new Float64Array(index.length).fill(votes);
      expect(smoothCover(texels, { hair: all.map((a) => 0.7 * a), all }).cover[middle]).toBeCloseTo(0.7, 4);
    }
  });
});

describe('what views show of the cover', () => {
  const shownAt = (votes: number, clothes: number, skin = 1): number => {
    const all = new Float64Array(index.length).fill(votes);
    const trust = { skinTrust: texels.skinTrust.map(() => skin), clothesTrust: texels.clothesTrust.map(() => clothes) };
    return smoothCover({ ...texels, ...trust }, { hair: all, all }).shown[index.indexOf((SIZE / 2) * SIZE + SIZE / 2)];
  };

  it('is all where they look squarely, nothing where they glance, of hair that hangs before the neck, and around ears', () => {
    expect([shownAt(1, 0), shownAt(0.2, 0), shownAt(1, 1), shownAt(1, 0, 0.02)]).toEqual([1, 0, 0, 0]);
    expect(shownAt(0.5, 0)).toBeGreaterThan(0.3);
    expect(shownAt(0.5, 0)).toBeLessThan(0.9);
  });
});

describe('where hair is drawn', () => {
  const ramp = (mm: number): number => Math.max(0, Math.min(1, 0.5 - mm / 12));
  const unseen = (coverAt: (texel: number) => number): PlacedCover => ({
    cover: Float64Array.from(index, coverAt),
    shown: new Float64Array(index.length),
  });

  it('ends strand by strand across them, along them in a line', () => {
    // Strands run out from the middle: straight down it below the middle.
    const across = hairOpacity(
      texels,
      unseen((t) => ramp(MM * (y(t) - 150))),
      FAR_BELOW,
    );
    const along = hairOpacity(
      texels,
      unseen((t) => ramp(MM * (x(t) - 12))),
      FAR_BELOW,
    );
    const row = (opacity: Uint8Array, at: number): number =>
      Array.from({ length: SIZE / 2 }, (_, k) => opacity[at * SIZE + SIZE / 2 + k]).filter((a) => a > 76).length;
    const column = (opacity: Uint8Array, at: number): number =>
      Array.from({ length: SIZE / 2 }, (_, k) => opacity[(SIZE / 2 + k) * SIZE + at]).filter((a) => a > 76).length;
    const ends = Array.from({ length: 60 }, (_, k) => column(across, SIZE / 2 - 30 + k));
    const sides = Array.from({ length: 60 }, (_, k) => row(along, SIZE / 2 + 120 + k));
    expect(roughness(ends)).toBeGreaterThan(0.4);
    expect(roughness(sides)).toBeLessThan(0.1);
  });

  it('covers as much as pixels show where views show it', () => {
    const shown = { ...unseen((t) => ramp(MM * (x(t) - 12))), shown: new Float64Array(index.length).fill(1) };
    const opacity = hairOpacity(texels, shown, FAR_BELOW);
    index.forEach((t, i) => {
      expect(Math.abs(opacity[t] - 255 * shown.cover[i])).toBeLessThanOrEqual(1);
    });
  });

  it('ends at the bust and around what is bare, whatever views show', () => {
    const bare = Float32Array.from(index, (t) =>
      Math.hypot(x(t), y(t)) < 30 ? 1 : Math.hypot(x(t), y(t)) < 50 ? 0.8 : 0,
    );
    const whole = { cover: new Float64Array(index.length).fill(1), shown: new Float64Array(index.length).fill(1) };
    // Texels lie from -128 to 128 mm: hair ends 60 mm below the middle.
    const opacity = hairOpacity({ ...texels, bare }, whole, -60);
    const at = (cx: number, cy: number): number => opacity[(cy + SIZE / 2) * SIZE + cx + SIZE / 2];
    expect([at(0, 0), at(60, 0), at(0, -140), at(0, -100)]).toEqual([0, 255, 0, 255]);
    // Strands end where the limit is low.
    for (let cx = 31; cx < 50; cx++) expect(at(cx, 0)).toBeLessThan(128);
  });

  it('lets skin show through thin hair: a gap is shut in dense hair alone', () => {
    const gap = (t: number): boolean => Math.hypot(x(t), y(t)) < 10;
    for (const [around, shut] of [
      [150, 0],
      [255, 255],
    ]) {
      const opacity = new Uint8Array(SIZE * SIZE);
      for (const t of index) opacity[t] = gap(t) ? 0 : around;
      withoutScraps({ index, size: SIZE, positions: texels.positions, bare: texels.bare }, opacity);
      expect(opacity[(SIZE / 2) * SIZE + SIZE / 2]).toBe(shut);
    }
  });

  it('shuts a gap with its soft edge, but not at the end of hair', () => {
    const soft = (t: number): number => Math.min(1, Math.max(0, (Math.hypot(x(t), y(t)) - 8) / 6));
    const shut = (end: (t: number) => boolean): Uint8Array => {
      const opacity = new Uint8Array(SIZE * SIZE);
      for (const t of index) opacity[t] = end(t) ? 0 : Math.round(255 * soft(t));
      withoutScraps({ index, size: SIZE, positions: texels.positions, bare: texels.bare }, opacity);
      return opacity;
    };
    const whole = shut(() => false);
    expect(index.every((t) => whole[t] === 255)).toBe(true);
    // A ring of hair 3 mm wide around it is too thin to tell.
    expect(shut((t) => Math.hypot(x(t), y(t)) > 18)[(SIZE / 2) * SIZE + SIZE / 2]).toBe(0);
  });

  it('hangs together, without gaps but what is bare or open', () => {
    const cover = Float64Array.from(index, (t) => (y(t) < 100 ? 1 : 0));
    const around = (t: number, cx: number, cy: number): boolean => Math.hypot(x(t) - cx, y(t) - cy) < 15;
    const bare = Float32Array.from(index, (t) => (around(t, 80, -50) ? 1 : 0));
    const opacity = new Uint8Array(SIZE * SIZE);
    index.forEach((t, i) => {
      const island = around(t, 0, 160);
      const gap = around(t, -80, -50) || bare[i] === 1 || around(t, SIZE / 2 - 4, -150);
      opacity[t] = gap ? 0 : island ? 255 : 255 * cover[i];
    });
    withoutScraps({ index, size: SIZE, positions: texels.positions, bare }, opacity);
    const at = (cx: number, cy: number): number => opacity[(cy + SIZE / 2) * SIZE + cx + SIZE / 2];
    expect([at(0, 160), at(-80, -50), at(80, -50), at(SIZE / 2 - 6, -150), at(0, 0), at(0, 120)]).toEqual([
      0, 255, 0, 0, 255, 0,
    ]);
  });
});

describe('cover of hair', () => {
  it('knows the size of its texels', () => {
    expect(texelMm(texels)).toBeCloseTo(MM, 6);
  });

  it('has no pixels’ stairs where a view glances at it, and keeps its edge where one looks', () => {
    // Stairs of pixels as a surface draws them out that turns away by 75 degrees.
    const [high, wide] = [20, 10];
    const stairs = (t: number): number => (y(t) < (Math.floor(x(t) / wide) % 2 === 0 ? 0 : high) ? 1 : 0);
    const edges = (weight: number): number[] => {
      const all = new Float64Array(index.length).fill(weight);
      const { cover } = smoothCover(texels, { hair: Float64Array.from(index, (t) => weight * stairs(t)), all });
      const plane = new Float64Array(SIZE * SIZE);
      index.forEach((t, i) => {
        plane[t] = cover[i];
      });
      return Array.from({ length: 100 }, (_, k) =>
        Array.from({ length: 120 }, (_, j) => plane[(SIZE / 2 - 60 + j) * SIZE + SIZE / 2 - 50 + k]).reduce(
          (sum, c) => sum + (c > 0.5 ? 1 : 0),
          0,
        ),
      );
    };
    expect(roughness(edges(0.07))).toBeLessThan(0.3);
    expect(roughness(edges(1))).toBeGreaterThan(0.8);
  });
});
