import { describe, expect, it } from 'vitest';
import {
  conjugate,
  multiplyQuaternions,
  quaternionFromAxisAngle,
  quaternionFromRotation,
  rotationFromQuaternion,
} from '../../src/geometry/quaternion.ts';
import { multiply3, rotationFromAxisAngle, transpose3 } from '../../src/geometry/rotation.ts';
import { expectClose } from '../helpers/close.ts';

/** One for each of the four numbers that may be the largest, and none at all. */
const TURNS = [
  [0, 0, 0],
  [0.3, -0.5, 0.2],
  [3, 0.2, 0.1],
  [0.1, -3, 0.2],
  [0.2, 0.1, 3.1],
] as const;

describe('quaternions', () => {
  it.each(TURNS)('of (%f, %f, %f) are the rotation of its axis and angle, and come back from it', (x, y, z) => {
    const q = quaternionFromAxisAngle([x, y, z]);
    expect(Math.hypot(...q)).toBeCloseTo(1, 12);
    const r = rotationFromAxisAngle(x, y, z);
    expectClose(rotationFromQuaternion(q), r, { atol: 1e-12 });
    expectClose(rotationFromQuaternion(conjugate(q)), transpose3(r), { atol: 1e-12 });
    const back = quaternionFromRotation(r);
    expect(back[3]).toBeGreaterThanOrEqual(0);
    expectClose(rotationFromQuaternion(back), r, { atol: 1e-12 });
  });

  it('multiply as their rotations do', () => {
    const [a, b] = [TURNS[1], TURNS[3]].map(([x, y, z]) => quaternionFromAxisAngle([x, y, z]));
    expectClose(
      rotationFromQuaternion(multiplyQuaternions(a, b)),
      multiply3(rotationFromQuaternion(a), rotationFromQuaternion(b)),
      { atol: 1e-12 },
    );
  });
});
