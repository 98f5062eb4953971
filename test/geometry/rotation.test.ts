import { describe, expect, it } from 'vitest';
import {
  axisAngleBackward,
  axisAngleFromRotation,
  determinant3,
  multiply3,
  rotationDistance,
  rotationFromAxisAngle,
  transpose3,
} from '../../src/geometry/rotation.ts';
import { expectClose } from '../helpers/close.ts';
import { checkGradient, dot, normals } from '../helpers/gradient-check.ts';

describe('rotations', () => {
  it('are orthogonal with determinant 1, from 0 to pi', () => {
    for (const angle of [0, 1e-12, 1e-4, 0.5, 3.1, Math.PI]) {
      const r = rotationFromAxisAngle(angle * 0.6, 0, angle * 0.8);
      expectClose(multiply3(r, transpose3(r)), [1, 0, 0, 0, 1, 0, 0, 0, 1], { atol: 1e-12 });
      expect(determinant3(r)).toBeCloseTo(1, 12);
    }
  });

  it('exp(log R) = R, also near pi', () => {
    for (const w of [
      [0.2, -0.4, 0.9],
      [0, 0, 0],
      [1e-9, 0, 0],
      [Math.PI - 1e-6, 0, 0],
      [0, Math.PI, 0],
    ]) {
      const r = rotationFromAxisAngle(w[0], w[1], w[2]);
      const [a, b, c] = axisAngleFromRotation(r);
      expectClose(rotationFromAxisAngle(a, b, c), r, { atol: 1e-6 });
    }
  });

  it('measures the angle between two rotations', () => {
    expect(rotationDistance(rotationFromAxisAngle(0.1, 0, 0), rotationFromAxisAngle(0.4, 0, 0))).toBeCloseTo(0.3, 10);
  });

  it('has the axis-angle gradient of central differences, finite at zero', () => {
    const cotangent = normals(9, 3);
    for (const start of [normals(3, 1), Float64Array.of(0, 0, 0), Float64Array.of(1e-6, 0, 0)]) {
      checkGradient(
        (w) => dot(cotangent, rotationFromAxisAngle(w[0], w[1], w[2])),
        (w) => axisAngleBackward([w[0], w[1], w[2]], rotationFromAxisAngle(w[0], w[1], w[2]), cotangent),
        start,
      );
    }
  });
});
