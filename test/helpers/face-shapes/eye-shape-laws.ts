import { expect } from 'vitest';
import { skinSurface } from '../../../src/export/rig/rig-primitives.ts';
import { applySubdivision } from '../../../src/geometry/mesh/catmull-clark.ts';
import { rotationFromAxisAngle } from '../../../src/geometry/rotation.ts';
import { fitSphere } from '../../../src/head/anatomy/eyes/seat-eyes.ts';
import { findSlits } from '../../../src/head/anatomy/slits.ts';
import { outerLids } from '../../../src/head/face-shapes/eyes/lids-on-eyes.ts';
import { eyeLookTurn } from '../../../src/head/face-shapes/eyes/turn-eyes.ts';
import { rimOffsets } from '../../../src/head/face-shapes/meet-rims.ts';
import type { ShapedFace } from './shaped-face.ts';

/** `eyeBlink*` leaves at most 0.3 mm between the rims, and no lid in its eye. */
export function expectBlink({ head, shaped }: ShapedFace): void {
  const slits = findSlits(head);
  for (const [name, slit] of [
    ['eyeBlinkLeft', slits.left],
    ['eyeBlinkRight', slits.right],
  ] as const) {
    const apart = Array.from(rimOffsets(head, slit, shaped(name)).values(), ([y, z]) => Math.hypot(y, z));
    expect(Math.max(...apart), name).toBeLessThan(0.3);
  }
}

/** Half way, a blink that moves along straight lines leaves no lid in its eye by more than 0.1 mm, nor before and after. */
export function expectBlinkClearsEyes(face: ShapedFace): void {
  const depthOfLids = lidDepth(face);
  for (const name of ['eyeBlinkLeft', 'eyeBlinkRight']) {
    const shut = face.shaped(name);
    for (const way of [0.25, 0.5, 0.75]) {
      const positions = face.neutral.map((x, i) => x + way * (shut[i] - x));
      expect(depthOfLids(positions), `${way} of ${name}`).toBeLessThan(0.1);
    }
  }
}

/** Under a blink and all that trackers send beside it the lower lid stays behind the upper one, and rises past it by at most 2.6 mm. */
export function expectLidsSlide({ head, shaped }: ShapedFace): void {
  const slits = findSlits(head);
  for (const [side, { upper, lower }] of [
    ['Left', slits.left],
    ['Right', slits.right],
  ] as const)
    for (const beside of [['eyeSquint'], ['eyeSquint', 'cheekSquint'], ['eyeSquint', 'cheekSquint', 'browDown']]) {
      const positions = shaped(...['eyeBlink', ...beside].map((name) => name + side));
      const offsets = rimOffsets(head, { upper, lower }, positions);
      for (const v of upper) {
        const [rise, depth] = offsets.get(v) ?? [0, 0];
        expect(rise, `${beside} ${side}, past`).toBeLessThan(2.6);
        expect(depth, `${beside} ${side}, ahead`).toBeLessThan(0.2);
      }
    }
}

/** A look under a blink leaves an eye shut: its lids come at most 0.3 mm apart, 1 mm past each other, and 0.1 mm into the eye. */
export function expectLidsFollowGaze(face: ShapedFace): void {
  const { head, shaped } = face;
  const slits = findSlits(head);
  const depthOfLids = lidDepth(face);
  for (const [side, slit] of [
    ['Left', slits.left],
    ['Right', slits.right],
  ] as const)
    for (const direction of ['Down', 'Up', 'In', 'Out']) {
      const name = `eyeLook${direction}${side}`;
      const positions = shaped(`eyeBlink${side}`, name);
      const offsets = rimOffsets(head, slit, positions);
      for (const v of slit.upper) {
        const [rise, depth] = offsets.get(v) ?? [0, 0];
        expect(rise, `${name}, past`).toBeLessThan(1);
        expect(rise, `${name}, apart`).toBeGreaterThan(-0.3);
        expect(depth, `${name}, ahead`).toBeLessThan(0.2);
      }
      expect(depthOfLids(positions), name).toBeLessThan(0.1);
      expect(depthOfLids(shaped(name)), `${name} alone`).toBeLessThan(0.1);
    }
}

/** How deep a lid's outer skin lies in its eye, on the head model's mesh and on the rigs', mm. */
export function lidDepth({ head }: ShapedFace): (positions: Float64Array) => number {
  const lids = new Set(outerLids(head));
  const { surface, skinVertices } = skinSurface(head);
  const { start, sources } = surface;
  const ofLids = Array.from({ length: start.length - 1 }, (_, i) => i).filter((i) =>
    sources.subarray(start[i], start[i + 1]).every((v) => lids.has(v)),
  );
  const eyes = head.parts.filter(({ texture }) => texture === 'eye');
  return (positions) => {
    const fine = applySubdivision(surface, positions.subarray(0, 3 * skinVertices), 3);
    let deepest = 0;
    for (const { centre, radius } of eyes.map((part) => fitSphere(positions, part))) {
      const look = (at: Float64Array, vertices: Iterable<number>): void => {
        for (const v of vertices)
          if (at[3 * v] * centre[0] > 0)
            deepest = Math.max(deepest, radius - Math.hypot(...centre.map((c, k) => at[3 * v + k] - c)));
      };
      look(positions, lids);
      look(fine, ofLids);
    }
    return deepest;
  };
}

/** `eyeLook*` show the eye's joint turned. */
export function expectEyesAgree({ head, neutral, joints, shaped }: ShapedFace): void {
  for (const side of ['Left', 'Right'] as const) {
    const part = head.parts.find(({ name }) => name === (side === 'Left' ? 'eye_L' : 'eye_R'));
    if (part === undefined) throw new Error('a head has eyes');
    const joint = head.joints.findIndex(({ name }) => name === part.joint);
    const p = joints.subarray(3 * joint, 3 * joint + 3);
    for (const direction of ['Down', 'Up', 'In', 'Out'] as const) {
      const [x, y, z] = eyeLookTurn(direction, side);
      const r = rotationFromAxisAngle(x, y, z);
      const looking = shaped(`eyeLook${direction}${side}`);
      for (let v = part.vertexStart; v < part.vertexStart + part.vertexCount; v++)
        for (let k = 0; k < 3; k++) {
          let to = p[k];
          for (let c = 0; c < 3; c++) to += r[3 * k + c] * (neutral[3 * v + c] - p[c]);
          expect(Math.abs(looking[3 * v + k] - to)).toBeLessThan(0.05);
        }
    }
  }
}
