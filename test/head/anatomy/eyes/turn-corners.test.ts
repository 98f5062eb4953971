import { describe, expect, it } from 'vitest';
import { type EyeCorners, turnCorners, turnedCorner } from '../../../../src/head/anatomy/eyes/turn-corners.ts';
import { liddedEyes } from '../../../../src/head/anatomy/eyes/turn-lids.ts';
import { acrossSlit, findSlits } from '../../../../src/head/anatomy/slits.ts';
import { loadBundledHead } from '../../../../src/head/bundled/bundled-head.ts';

const head = loadBundledHead();
const [left] = liddedEyes(head, head.template);
const { left: slit, right: other } = findSlits(head);
const ends = [slit.lower[0], slit.lower[slit.lower.length - 1]];
const pointOf = (positions: ArrayLike<number>, v: number): number[] => [0, 1, 2].map((k) => positions[3 * v + k]);

function turned(corners: EyeCorners): Float64Array {
  const positions = head.template.slice();
  turnCorners(head, corners, positions);
  return positions;
}

describe('corners that turn', () => {
  const inner = { aside: -0.1, up: -0.05 };
  const outer = { aside: 0.15, up: 0.02 };
  const positions = turned({ left: [inner, outer], right: null });

  it('go as they are told, about the eyeball, and what lies between goes between', () => {
    for (const [k, turn] of [inner, outer].entries()) {
      const wanted = turnedCorner(left.eyeball, pointOf(head.template, ends[k]), turn);
      pointOf(positions, ends[k]).forEach((x, c) => {
        expect(x).toBeCloseTo(wanted[c], 9);
      });
    }
    const { centre } = left.eyeball;
    for (const v of left.rim) {
      const off = (of: ArrayLike<number>): number => Math.hypot(...pointOf(of, v).map((x, k) => x - centre[k]));
      expect(off(positions)).toBeCloseTo(off(head.template), 9);
      const aside = (of: ArrayLike<number>): number => Math.atan2(of[3 * v] - centre[0], of[3 * v + 2] - centre[2]);
      const share = acrossSlit(head, slit, v);
      // Up comes after aside and turns it a little.
      expect(aside(positions) - aside(head.template)).toBeCloseTo(-0.1 + 0.25 * share, 1);
    }
  });

  it('widen the slit by what they turn', () => {
    const width = (of: ArrayLike<number>): number => of[3 * ends[1]] - of[3 * ends[0]];
    expect(width(positions) - width(head.template)).toBeGreaterThan(2);
  });

  it('take the skin along, fold none of it, and leave all that is farther away', () => {
    for (const v of [...other.upper, ...other.lower]) expect(pointOf(positions, v)).toEqual(pointOf(head.template, v));
    const skin = head.parts[0].vertexCount;
    let moved = 0;
    for (let v = 0; v < head.vertexCount; v++) {
      const by = Math.hypot(...pointOf(positions, v).map((x, k) => x - pointOf(head.template, v)[k]));
      const away = Math.hypot(...left.eyeball.centre.map((c, k) => pointOf(head.template, v)[k] - c));
      if (v >= skin || away > 40) expect(by).toBe(0);
      if (by > 0.1) moved++;
    }
    expect(moved).toBeGreaterThan(2 * left.rim.length);
  });

  it('turn to the left and up by positive angles, and stay where nobody moves them', () => {
    const [x, y] = turnedCorner(left.eyeball, [30, 0, 14], { aside: 0.1, up: 0.1 });
    expect(x).toBeGreaterThan(30.5);
    expect(y).toBeGreaterThan(0.5);
    expect(turned({ left: null, right: null })).toEqual(head.template.slice());
  });
});
