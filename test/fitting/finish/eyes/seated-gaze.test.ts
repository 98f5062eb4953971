import { describe, expect, it } from 'vitest';
import { seatedGaze, seatedShift, withSeatedEyes } from '../../../../src/fitting/finish/eyes/seated-gaze.ts';
import { viewMeshes } from '../../../../src/fitting/unknowns/view-mesh.ts';
import { difference3, dot3, unit } from '../../../../src/geometry/vector3.ts';
import {
  type Eyeball,
  eyeballs,
  type Gaze,
  gazeDirection,
  NO_SHIFT,
} from '../../../../src/head/anatomy/eyes/eyeballs.ts';
import { fittedDemo } from '../../../helpers/fitting/fitted-demo.ts';

const { head, fitted } = await fittedDemo();
const DEGREE = Math.PI / 180;

describe('eyeballs between their lids', () => {
  it('lie where they were found, as far as lids let them', () => {
    const shift = { left: [0.4, -0.7, -0.3], right: [-1.4, -1.6, 0.9] };
    expect(seatedShift(shift)).toEqual({ left: [0.4, -0.7, -0.3], right: [-0.5, -1, 0.2] });
  });

  it('show an iris where the photograph has it, from any side', () => {
    const [eyeball] = eyeballs(head, head.template);
    const seated = eyeball.centre.map((x, k) => x + [-0.8, 0.6, 0.4][k]);
    for (const from of [
      [0, 0, 600],
      [400, -100, 450],
    ]) {
      const gaze = { yaw: 9 * DEGREE, pitch: -6 * DEGREE };
      const shown = seatedGaze({ eyeball, gaze }, seated, from);
      const ray = (centre: readonly number[], own: Gaze): number[] =>
        unit(difference3(irisOf(eyeball, centre, own), from));
      const apart = Math.acos(Math.min(1, dot3(ray(seated, shown), ray(eyeball.centre, gaze))));
      // A millimetre off, the iris would be seen 0.1 degrees beside itself.
      expect(apart / DEGREE).toBeLessThan(1e-4);
      expect(Math.abs(shown.yaw - gaze.yaw) / DEGREE).toBeGreaterThan(1.5);
    }
  });

  it('keep the gaze of an iris whose ray does not meet them', () => {
    const [eyeball] = eyeballs(head, head.template);
    const gaze = { yaw: 30 * DEGREE, pitch: 0 };
    const beyond = eyeball.centre.map((x, k) => (k === 0 ? x - 40 : x));
    expect(seatedGaze({ eyeball, gaze }, beyond, [0, 0, 600])).toBe(gaze);
  });

  it('lie where they were moved in the head as photographed, the neutral one and each view, and nowhere else', () => {
    const { eyeballShift } = fitted;
    expect(Math.abs(eyeballShift.left[1])).toBeGreaterThan(0.1);
    const expected = [...eyeballShift.left, ...eyeballShift.right];
    expect(apart(fitted.positions, fitted.atRest)).toEqual(expected.map((x) => expect.closeTo(x, 6)));
    const [moved, still] = [eyeballShift, NO_SHIFT].map((shift) => viewMeshes({ ...fitted, eyeballShift: shift }));
    moved.forEach((mesh, v) => {
      expect(apart(mesh, still[v])).toEqual(expected.map((x) => expect.closeTo(x, 6)));
    });
    const twice = withSeatedEyes(fitted);
    for (const [again, once] of [
      [twice.positions, fitted.positions],
      [twice.neutral.positions, fitted.neutral.positions],
    ])
      expect(apart(again, once)).toEqual(expected.map((x) => expect.closeTo(x, 6)));
    expect(twice.atRest).toBe(fitted.atRest);
    const skin = 3 * head.parts[0].vertexCount;
    expect(twice.neutral.positions.subarray(0, skin)).toEqual(fitted.neutral.positions.subarray(0, skin));
  });

  it('look where they are read to, but for how far they are moved', () => {
    for (const [v, read] of fitted.readGazes.entries()) {
      const shown = fitted.gazes[v];
      expect(shown === null).toBe(read === null);
      for (const side of ['left', 'right'] as const) {
        const apart = (of: 'yaw' | 'pitch'): number => (read?.[side][of] ?? 0) - (shown?.[side][of] ?? 0);
        expect(Math.hypot(apart('yaw'), apart('pitch'))).toBeLessThan(8 * DEGREE);
      }
    }
  });
});

/** How far the eyeballs of one mesh lie from another's. */
function apart(mesh: Float64Array, from: Float64Array): number[] {
  const rest = eyeballs(head, from);
  return eyeballs(head, mesh).flatMap(({ centre }, e) => difference3(centre, rest[e].centre));
}

function irisOf({ axis, radius }: Eyeball, centre: readonly number[], gaze: Gaze): number[] {
  return gazeDirection(axis, gaze).map((x, k) => centre[k] + radius * x);
}
