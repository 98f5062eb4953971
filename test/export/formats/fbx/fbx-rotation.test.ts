import { describe, expect, it } from 'vitest';
import { eulerDegrees, nearestTurn } from '../../../../src/export/formats/fbx/fbx-rotation.ts';
import {
  multiplyQuaternions,
  quaternionFromAxisAngle,
  rotationFromQuaternion,
} from '../../../../src/geometry/quaternion.ts';
import { expectClose } from '../../../helpers/close.ts';

/** Rz Ry Rx. */
function matrixOf(degrees: readonly number[]): Float64Array {
  const [x, y, z] = degrees.map((angle, k) =>
    quaternionFromAxisAngle([0, 1, 2].map((axis) => (axis === k ? (angle * Math.PI) / 180 : 0))),
  );
  return rotationFromQuaternion(multiplyQuaternions(z, multiplyQuaternions(y, x)));
}

describe("FBX's rotations", () => {
  it.each([
    [[0, 0, 0]],
    [[0.4, -1.2, 2.2]],
    [[Math.PI, 0, 0]],
    [[0, Math.PI / 2, 0]],
    [[0, -Math.PI / 2, 0]],
    [[0, 3, 0]],
  ])('turn about x, y, z as %j does', (axisAngle) => {
    const rotation = quaternionFromAxisAngle(axisAngle);
    expectClose(matrixOf(eulerDegrees(rotation)), rotationFromQuaternion(rotation), { atol: 1e-9 });
  });

  it('at a right angle about y leave z out', () => {
    const about = multiplyQuaternions(
      quaternionFromAxisAngle([0, Math.PI / 2, 0]),
      quaternionFromAxisAngle([0.5, 0, 0]),
    );
    expectClose(matrixOf(eulerDegrees(about)), rotationFromQuaternion(about), { atol: 1e-7 });
  });

  it('run on from the key before', () => {
    expect(nearestTurn([-179, 0, 0], [178, 0, 0])).toEqual([181, 0, 0]);
    const degrees = nearestTurn([170, 85, 172], [0, 90, 0]);
    expect(Math.hypot(degrees[0], degrees[1] - 90, degrees[2])).toBeLessThan(20);
    expectClose(matrixOf(degrees), matrixOf([170, 85, 172]), { atol: 1e-12 });
  });
});
