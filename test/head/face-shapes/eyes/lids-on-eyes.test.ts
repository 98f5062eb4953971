import { describe, expect, it } from 'vitest';
import { findSlits, rimOf } from '../../../../src/head/anatomy/slits.ts';
import { loadBundledHead } from '../../../../src/head/bundled/bundled-head.ts';
import { eyeSpheres } from '../../../../src/head/face-shapes/eyes/eye-spheres.ts';
import { liftLids, outerLids } from '../../../../src/head/face-shapes/eyes/lids-on-eyes.ts';
import { eyeRetraction } from '../../../../src/head/face-shapes/eyes/retract-eye.ts';

const head = loadBundledHead();
const lids = outerLids(head);
const rest = { positions: head.template, joints: head.jointPositions };
const [left] = eyeSpheres(head, rest);
const { left: slit, right } = findSlits(head);
const ofLeft = lids.filter((v) => head.template[3 * v] > 0);

describe('the lids before an eye', () => {
  it('are the rims and the skin around them, nothing behind the rims', () => {
    const rims = [...rimOf(slit), ...rimOf(right)];
    expect(lids).toEqual(expect.arrayContaining(rims));
    expect(lids.length).toBeGreaterThan(3 * rims.length);
    for (const v of lids) expect(rims.includes(v) || head.regions.sockets[v] === 0).toBe(true);
  });

  it('are lifted out of it where they are pushed in, all of them', () => {
    const pushed = head.template.slice();
    for (const v of ofLeft) for (let k = 0; k < 3; k++) pushed[3 * v + k] += 0.1 * (left.centre[k] - pushed[3 * v + k]);
    liftLids(ofLeft, left, head.template, pushed);
    for (const v of ofLeft)
      expect(Math.hypot(...left.centre.map((c, k) => pushed[3 * v + k] - c))).toBeGreaterThan(left.radius - 1e-9);
  });
});

describe('an eye that goes back', () => {
  const still = new Float64Array(head.template.length);

  it('stays where the lids keep off it', () => {
    expect(eyeRetraction({ lids: ofLeft, rest: head.template, delta: still }, left)).toBeLessThan(1e-6);
  });

  it('goes back by what the chord of a turn over it lies in it', () => {
    const [, y, z] = left.centre;
    const angle = Math.PI / 6;
    // A lid that lies on the eyeball, turned across its front to as far below.
    const at = Float64Array.of(left.centre[0], y + left.radius * Math.sin(angle), z + left.radius * Math.cos(angle));
    const delta = Float64Array.of(0, -2 * left.radius * Math.sin(angle), 0);
    const goesBack = eyeRetraction({ lids: [0], rest: at, delta }, left);
    // Half way: r (1 - cos 30 degrees) = 2 mm, twice that at full strength; not more than people's eyes go back.
    expect(goesBack).toBe(2);
    const less = eyeRetraction({ lids: [0], rest: at, delta: delta.map((x) => x / 4) }, left);
    expect(less).toBeGreaterThan(0);
    expect(less).toBeLessThanOrEqual(2);
  });
});
