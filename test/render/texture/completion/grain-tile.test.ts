import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../../src/geometry/random.ts';
import { findGrain, TILE } from '../../../../src/render/texture/completion/grain-tile.ts';

const SIZE = 192;

/** A skin of luminances whose logarithms are given, channels following by 0.5, 1 and 2. */
function skin(fine: (x: number, y: number) => number, seen: (x: number, y: number) => boolean = () => true) {
  const at = <T>(of: (x: number, y: number) => T): T[] =>
    Array.from({ length: SIZE ** 2 }, (_, i) => of(i % SIZE, Math.floor(i / SIZE)));
  const lane = Float32Array.from(at(fine));
  return {
    size: SIZE,
    fine: lane,
    albedo: Float32Array.from(
      { length: 3 * SIZE ** 2 },
      (_, i) => 0.3 * Math.exp([0.5, 1, 2][i % 3] * lane[Math.floor(i / 3)]),
    ),
    share: Float32Array.from(at((x, y) => (seen(x, y) ? 1 : 0))),
  };
}

const STRIPES = (x: number): number => 0.1 * Math.sin((2 * Math.PI * x) / 6);

/** Mean product of a tile's values so far apart, over their mean square. */
function correlation({ tile, strength }: { tile: Float32Array; strength: number }, dx: number, dy: number): number {
  let sum = 0;
  for (let y = 0; y < TILE; y++)
    for (let x = 0; x < TILE; x++) sum += tile[y * TILE + x] * tile[((y + dy) % TILE) * TILE + ((x + dx) % TILE)];
  return sum / TILE ** 2 / strength;
}

describe('grain', () => {
  const grain = findGrain(skin(STRIPES));
  if (grain === null) throw new Error('no grain');

  it('has the strength of what is seen, and is followed by the channels as there', () => {
    expect(grain.strength).toBeCloseTo(0.1 ** 2 / 2, 3);
    expect(correlation(grain, 0, 0)).toBeGreaterThan(0.7);
    expect(correlation(grain, 0, 0)).toBeLessThan(1.3);
    expect(Math.abs(grain.tile.reduce((sum, x) => sum + x, 0) / TILE ** 2)).toBeLessThan(0.005);
    [0.5, 1, 2].forEach((slope, c) => {
      expect(grain.channels[c]).toBeCloseTo(slope, 1);
    });
  });

  it('has its wavelength and its direction, around the tile as well', () => {
    expect(correlation(grain, 6, 0)).toBeGreaterThan(0.5);
    expect(correlation(grain, 3, 0)).toBeLessThan(-0.5);
    expect(correlation(grain, 0, 3)).toBeGreaterThan(0.5);
    const across = Array.from({ length: TILE }, (_, y) => grain.tile[y * TILE] - grain.tile[y * TILE + TILE - 1]);
    const within = Array.from({ length: TILE }, (_, y) => grain.tile[y * TILE + 60] - grain.tile[y * TILE + 59]);
    const rms = (values: readonly number[]): number => Math.hypot(...values) / Math.sqrt(values.length);
    expect(rms(across)).toBeLessThan(1.5 * rms(within));
  });

  it('runs along what several patches do, not one alone', () => {
    // Stripes along x above, along y below.
    const both = findGrain(skin((x, y) => (y < SIZE / 2 ? STRIPES(x) : 1.001 * STRIPES(y))));
    if (both === null) throw new Error('no grain');
    const [along, down] = [correlation(both, 6, 0), correlation(both, 0, 6)];
    expect(along).toBeGreaterThan(0.2);
    expect(down).toBeGreaterThan(0.2);
  });

  it('is that of usual skin, whatever some of it looks like', () => {
    const random = createRandom(4);
    const noise = Float32Array.from({ length: SIZE ** 2 }, () => 0.05 * random.normal());
    const usual = findGrain(skin((x, y) => noise[y * SIZE + x]));
    const scarred = findGrain(skin((x, y) => (x < 60 && y < 60 ? 20 : 1) * noise[y * SIZE + x]));
    expect(scarred?.strength).toBeCloseTo(usual?.strength ?? 0, 3);
  });

  it('is told by what is seen alone, and not at all where no patch is', () => {
    // Every tenth column is unseen, and is something else.
    const told = findGrain(
      skin(
        (x) => (x % 10 === 9 ? 5 : STRIPES(x)),
        (x) => x % 10 !== 9,
      ),
    );
    if (told === null) throw new Error('no grain');
    expect(told.strength).toBeCloseTo(grain.strength, 2);
    expect(correlation(told, 3, 0)).toBeLessThan(-0.3);
    expect(findGrain(skin(STRIPES, (x, y) => x % 20 < 10 && y % 20 < 10))).toBe(null);
    expect(findGrain(skin(() => 0))).toBe(null);
  });

  it('is the same on every run', () => {
    expect(findGrain(skin(STRIPES))).toEqual(grain);
  });
});
