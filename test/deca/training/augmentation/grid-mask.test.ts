import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  augmentByFixedGrid,
  augmentByGridMask,
  fixedGrid,
  gridMask,
  keepRatio,
  masked,
  sampleGrid,
} from '../../../../src/deca/training/augmentation/grid-mask.ts';
import { createRandom } from '../../../../src/geometry/random.ts';

const share = (mask: Uint8Array): number => mask.reduce((sum, x) => sum + x, 0) / mask.length;
const grey = (side: number) => ({
  width: side,
  height: side,
  channels: 3,
  data: new Float32Array(3 * side * side).fill(0.5),
});

describe('GridMask', () => {
  it('keeps 2 r - r^2 of whole units, exactly, wherever they begin', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 4, max: 20 }),
        fc.integer({ min: 0, max: 20 }),
        fc.nat(50),
        fc.nat(50),
        (d, strip, x, y) => {
          const r = Math.min(strip, d) / d;
          // Half a pixel, so that no rim of a square runs through a pixel's middle.
          const mask = gridMask(3 * d, 2 * d, { x, y, r, d, angle: 0 });
          expect(share(mask)).toBeCloseTo(keepRatio(r), 12);
        },
      ),
    );
  });

  it('keeps that share of a large picture at any turn, offset and unit', () => {
    const random = createRandom(5);
    for (let trial = 0; trial < 20; trial++) {
      const grid = { ...sampleGrid(100, random), r: random.uniform() };
      expect(Math.abs(share(gridMask(600, 600, grid)) - keepRatio(grid.r))).toBeLessThan(0.03);
    }
  });

  it('leaves out squares of side (1 - r) d, d apart', () => {
    const mask = gridMask(12, 6, { x: 0, y: 0, r: 1 / 3, d: 6, angle: 0 });
    const rows = [0, 1, 2, 3, 4, 5].map((y) => mask.subarray(12 * y, 12 * y + 12).join(''));
    expect(rows).toEqual([
      '111111111111',
      '111111111111',
      '110000110000',
      '110000110000',
      '110000110000',
      '110000110000',
    ]);
    const moved = gridMask(12, 6, { x: 1, y: 2, r: 1 / 3, d: 6, angle: 0 });
    expect(moved.subarray(0, 12).join('')).toBe('011000011000');
  });

  it('turns about the middle: a quarter turn moves rows to columns', () => {
    const grid = { x: 3, y: 5, r: 0.4, d: 10, angle: 0 };
    const [level, turned] = [gridMask(40, 40, grid), gridMask(40, 40, { ...grid, angle: Math.PI / 2 })];
    for (let y = 0; y < 40; y++) for (let x = 0; x < 40; x++) expect(turned[40 * y + x]).toBe(level[40 * (39 - x) + y]);
  });

  it('has the fixed grid as a case: the same on every picture, three quarters kept', () => {
    const mask = gridMask(224, 224, fixedGrid(224));
    expect(share(mask)).toBeCloseTo(0.75, 12);
    const [one, other] = [
      augmentByFixedGrid(grey(224), createRandom(1)),
      augmentByFixedGrid(grey(224), createRandom(2)),
    ];
    expect(one).toEqual(other);
    expect(one).toEqual(masked(grey(224), mask));
    expect(augmentByGridMask(grey(64), createRandom(1))).not.toEqual(augmentByGridMask(grey(64), createRandom(2)));
  });
});
