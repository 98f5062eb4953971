import { describe, expect, it } from 'vitest';
import { loadBundledHead } from '../../../../src/head/bundled/bundled-head.ts';
import { coveredSkin } from '../../../../src/render/texture/skin-texels.ts';
import { evenCut } from '../../../../src/render/texture/unseen/even-cut.ts';

const SIZE = 256;
const head = loadBundledHead();
/** A place of the texture on the line of the bust's cut, in front, and one 20 texels above it. */
const FRONT = { x: Math.floor(0.44 * SIZE), y: Math.floor(0.964 * SIZE) };
const SIDE = { x: Math.floor(0.134 * SIZE), y: Math.floor(0.87 * SIZE) };
const skin = { head, covered: coveredSkin(head, SIZE) };
const striped = (): Float32Array =>
  Float32Array.from({ length: 3 * SIZE * SIZE }, (_, i) => (Math.floor(i / 3) % 7 < 3 ? 0.2 : 0.6));
const at = (colors: Float32Array, x: number, y: number): number => colors[3 * (y * SIZE + x)];

describe('the bust’s cut', () => {
  it('has one colour, into which unseen skin above goes over', () => {
    const colors = striped();
    evenCut(skin, { size: SIZE, weight: new Float32Array(SIZE * SIZE) }, colors);
    const own = at(colors, FRONT.x, FRONT.y);
    expect(own).toBeGreaterThan(0.25);
    expect(own).toBeLessThan(0.55);
    for (const [dx, dy] of [
      [1, 0],
      [-1, 0],
      [0, -1],
    ])
      expect(at(colors, FRONT.x + dx, FRONT.y + dy)).toBeCloseTo(own, 5);
    expect(at(colors, SIDE.x, SIDE.y)).toBeCloseTo(own, 5);
    const above = [4, 6, 8].map((up) => Math.abs(Math.log(at(colors, FRONT.x, FRONT.y - up) / own)));
    expect(above[0]).toBeLessThan(above[1]);
    expect(above[1]).toBeLessThan(above[2]);
  });

  it('leaves skin that views show, and what lies away from it, bit for bit', () => {
    const seen = striped();
    evenCut(skin, { size: SIZE, weight: new Float32Array(SIZE * SIZE).fill(1) }, seen);
    expect(seen).toEqual(striped());
    const colors = striped();
    evenCut(skin, { size: SIZE, weight: new Float32Array(SIZE * SIZE) }, colors);
    const before = striped();
    const rows = 3 * SIZE * Math.floor(0.75 * SIZE);
    expect(colors.subarray(0, rows)).toEqual(before.subarray(0, rows));
    // The mouth's inside, whose chart begins beside the line.
    const inside = Math.floor(0.118 * SIZE);
    expect(at(colors, inside, SIDE.y)).toBe(at(before, inside, SIDE.y));
    // Across the neck's top, where the nape's seam lies.
    const top = Math.floor(0.826 * SIZE);
    expect(at(colors, FRONT.x, top)).toBe(at(before, FRONT.x, top));
  });
});
