import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { eyeOcclusionPicture, OCCLUSION_SIZE } from '../../../scripts/head/cards/eye-occlusion-picture.ts';
import { cross, difference3, dot3, unit } from '../../../src/geometry/vector3.ts';
import { eyeballs } from '../../../src/head/anatomy/eyes/eyeballs.ts';
import { turnLids } from '../../../src/head/anatomy/eyes/turn-lids.ts';
import { findSlits } from '../../../src/head/anatomy/slits.ts';
import { loadBundledHead } from '../../../src/head/bundled/bundled-head.ts';
import { eyeOcclusion, placeEyeOcclusion } from '../../../src/head/cards/eye-occlusion.ts';

const head = loadBundledHead();
const sheet = eyeOcclusion(head);
const placed = placeEyeOcclusion(head, head.template);
const balls = eyeballs(head, head.template);
const [COLUMNS, ROWS] = [19, 9];
const MIDDLE = 9;
const at = (points: ArrayLike<number>, p: number): number[] => [0, 1, 2].map((k) => points[3 * p + k]);
/** Of eye 0 (left) or 1. */
const point = (eye: number, column: number, row: number): number => (eye * COLUMNS + column) * ROWS + row;

describe('the shade of lids on eyes', () => {
  it('lies over the eyeballs, under the lids at their rims', () => {
    expect(placed.positions.length).toBe(3 * 2 * COLUMNS * ROWS);
    for (const [eye, { centre, radius }] of balls.entries())
      for (let column = 0; column < COLUMNS; column++)
        for (let row = 0; row < ROWS; row++) {
          const off = Math.hypot(...difference3(at(placed.positions, point(eye, column, row)), centre)) - radius;
          expect(off).toBeGreaterThan(-1e-6);
          expect(off).toBeLessThan(0.03 * radius + 1e-6);
          if (column > 3 && column < 15) expect(off).toBeCloseTo(0.03 * radius, 6);
        }
  });

  it('reaches from one rim to the other and under both, and knows how far each is', () => {
    for (const [eye, { centre, radius }] of balls.entries()) {
      const direction = (row: number): number[] =>
        unit(difference3(at(placed.positions, point(eye, MIDDLE, row)), centre));
      const arc = (a: number, b: number): number => radius * Math.acos(Math.min(1, dot3(direction(a), direction(b))));
      const { upper } = findSlits(head)[eye === 0 ? 'left' : 'right'];
      const nearest = Math.min(
        ...upper.map((v) => Math.acos(dot3(unit(difference3(at(head.template, v), centre)), direction(1)))),
      );
      expect(radius * nearest).toBeLessThan(2);
      expect(arc(0, 1)).toBeCloseTo(0.14 * radius, 1);
      expect(arc(8, 7)).toBeCloseTo(0.14 * radius, 1);
      for (let row = 1; row < 8; row++) {
        const [u, v] = placed.uvs.subarray(2 * point(eye, MIDDLE, row), 2 * point(eye, MIDDLE, row) + 2);
        expect(u).toBeCloseTo(Math.min(0.99, Math.max(0.01, arc(1, row) / 6)), 5);
        expect(v).toBeCloseTo(Math.min(0.99, Math.max(0.01, arc(7, row) / 6)), 5);
      }
      // As at the rim of the lid that hides it.
      expect(placed.uvs[2 * point(eye, MIDDLE, 0)]).toBeCloseTo(0.01, 6);
      expect(placed.uvs[2 * point(eye, MIDDLE, 8) + 1]).toBeCloseTo(0.01, 6);
    }
  });

  it('goes on beyond the corners, as much in their shade as they are', () => {
    for (const [eye, { centre, radius }] of balls.entries())
      for (const [end, next, side] of [
        [0, 1, -1],
        [COLUMNS - 1, COLUMNS - 2, 1],
      ])
        for (let row = 0; row < ROWS; row++) {
          const [outer, inner] = [end, next].map((column) => point(eye, column, row));
          const [from, to] = [inner, outer].map((p) => unit(difference3(at(placed.positions, p), centre)));
          expect(radius * Math.acos(dot3(from, to))).toBeCloseTo(0.25 * radius, 0);
          expect(side * (at(placed.positions, outer)[0] - at(placed.positions, inner)[0])).toBeGreaterThan(1);
          expect([...placed.uvs.subarray(2 * outer, 2 * outer + 2)]).toEqual([
            ...placed.uvs.subarray(2 * inner, 2 * inner + 2),
          ]);
        }
  });

  it('turns its front outwards', () => {
    let [front, all] = [0, 0];
    for (let t = 0; t < sheet.triangles.length; t += 3) {
      const [a, b, c] = [0, 1, 2].map((k) => at(placed.positions, sheet.triangles[t + k]));
      const normal = cross(difference3(b, a), difference3(c, a));
      if (Math.hypot(...normal) < 0.02) continue;
      all++;
      if (normal[2] > 0) front++;
    }
    expect(all).toBeGreaterThan(400);
    expect(front).toBe(all);
  });

  it('goes with lids that shut', () => {
    const shut = head.template.slice();
    const { left } = findSlits(head);
    const angles = { left: new Float64Array(left.upper.length + left.lower.length).fill(-0.3), right: null };
    turnLids(head, angles, shut);
    const { positions, uvs } = placeEyeOcclusion(head, shut);
    expect([...positions, ...uvs].every(Number.isFinite)).toBe(true);
    const opening = (of: Float64Array): number => of[3 * point(0, MIDDLE, 1) + 1] - of[3 * point(0, MIDDLE, 7) + 1];
    expect(opening(positions)).toBeLessThan(0.5);
    expect(opening(placed.positions)).toBeGreaterThan(6);
  });

  it('has the shipped picture of its cover: most at the upper rim, some at the lower, none in the middle', async () => {
    const { data, info } = await sharp(readFileSync(head.extraTextures.eye_occlusion))
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect([info.width, info.height, info.channels]).toEqual([OCCLUSION_SIZE, OCCLUSION_SIZE, 4]);
    expect(data.equals(eyeOcclusionPicture())).toBe(true);
    const texel = (mm: number): number => Math.floor((mm / 6) * OCCLUSION_SIZE);
    const cover = (u: number, v: number): number => data[4 * (texel(v) * OCCLUSION_SIZE + texel(u)) + 3] / 255;
    expect(cover(0, 5.95)).toBeCloseTo(0.8, 1);
    expect(cover(5.95, 0)).toBeCloseTo(0.38, 1);
    expect(cover(5.95, 5.95)).toBeLessThan(0.03);
    expect(cover(3, 5.95)).toBeCloseTo(0.8 * Math.exp(-1), 1);
  });
});
