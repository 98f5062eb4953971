import { describe, expect, it } from 'vitest';
import {
  LIDS_AS_THEY_ARE,
  lidAngles,
  liddedEyes,
  turnedLid,
  turnLids,
} from '../../../../src/head/anatomy/eyes/turn-lids.ts';
import { findSlits, slitOpening } from '../../../../src/head/anatomy/slits.ts';
import { loadBundledHead } from '../../../../src/head/bundled/bundled-head.ts';

const head = loadBundledHead();
const eyes = liddedEyes(head, head.template);
const [left] = eyes;
const DEGREE = Math.PI / 180;

/** The left eye's rim with its upper half turned. */
function raised(degrees: number): { readonly wanted: Float64Array; readonly positions: Float64Array } {
  const { upper } = findSlits(head).left;
  const wanted = lidAngles(left, head.template).map((angle, i) => angle + (i < upper.length ? degrees * DEGREE : 0));
  const positions = head.template.slice();
  turnLids(head, { left: wanted, right: null }, positions);
  return { wanted, positions };
}

describe('lids that turn', () => {
  it('come to stand at the angles that are asked for, on their circles about the eyeball', () => {
    const { wanted, positions } = raised(8);
    const now = lidAngles(left, positions);
    now.forEach((angle, i) => {
      expect(angle).toBeCloseTo(wanted[i], 9);
    });
    const { centre } = left.eyeball;
    for (const v of left.rim) {
      const radius = (of: ArrayLike<number>): number =>
        Math.hypot(of[3 * v + 1] - centre[1], of[3 * v + 2] - centre[2]);
      expect(radius(positions)).toBeCloseTo(radius(head.template), 9);
      expect(positions[3 * v]).toBe(head.template[3 * v]);
    }
  });

  it('open and close an eye and leave the other one, the eyeballs and the skin farther away', () => {
    const { left: slit, right } = findSlits(head);
    const rest = slitOpening(slit, head.template);
    expect(slitOpening(slit, raised(8).positions)).toBeGreaterThan(rest + 1.5);
    expect(slitOpening(slit, raised(-8).positions)).toBeLessThan(rest - 1.5);
    const { positions } = raised(8);
    expect(slitOpening(right, positions)).toBe(slitOpening(right, head.template));
    const skin = head.parts[0].vertexCount;
    for (let v = 0; v < head.vertexCount; v++) {
      const moved = Math.hypot(...[0, 1, 2].map((k) => positions[3 * v + k] - head.template[3 * v + k]));
      const away = Math.hypot(...left.eyeball.centre.map((c, k) => head.template[3 * v + k] - c));
      if (v >= skin || away > 40) expect(moved).toBe(0);
    }
  });

  it('move nothing where they are as they should be, or nobody says', () => {
    const positions = head.template.slice();
    turnLids(head, LIDS_AS_THEY_ARE, positions);
    expect(positions).toEqual(head.template.slice());
    const own = lidAngles(left, positions);
    turnLids(head, { left: own, right: null }, positions);
    positions.forEach((x, i) => {
      expect(x).toBeCloseTo(head.template[i], 9);
    });
  });

  it('turn up by positive angles', () => {
    const [v] = left.rim;
    const point = [0, 1, 2].map((k) => head.template[3 * v + k]);
    expect(turnedLid(left.eyeball, point, 0.1)[1]).toBeGreaterThan(point[1]);
  });
});
