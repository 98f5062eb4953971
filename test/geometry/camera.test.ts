import { describe, expect, it } from 'vitest';
import { type Camera, headPoseDegrees, project } from '../../src/geometry/camera.ts';
import { multiply3, rotationFromAxisAngle, rotationFromEuler } from '../../src/geometry/rotation.ts';
import { expectClose } from '../helpers/close.ts';

const camera: Camera = {
  width: 100,
  height: 80,
  fx: 150,
  fy: 140,
  cx: 51,
  cy: 39,
  rotation: multiply3(rotationFromAxisAngle(0.1, 0.2, -0.1), [1, 0, 0, 0, -1, 0, 0, 0, -1]),
  translation: Float64Array.of(3, -4, 300),
};

describe('camera', () => {
  it('projects the point on the optical axis to the principal point', () => {
    const straight = {
      ...camera,
      rotation: Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1),
      translation: Float64Array.of(0, 0, 10),
    };
    expectClose(project(straight, [0, 0, 0, 1, 0, 0]), [51, 39, 10, 66, 39, 10], { atol: 1e-12 });
  });

  it('calls a head turned to its left positive yaw', () => {
    const frontal = Float64Array.of(1, 0, 0, 0, -1, 0, 0, 0, -1);
    const pose = headPoseDegrees(multiply3(frontal, rotationFromEuler(0, Math.PI / 6, 0)));
    expect(pose.yaw).toBeCloseTo(30, 6);
    // The nose (+z) then points to image right: x grows.
    expect(multiply3(frontal, rotationFromEuler(0, Math.PI / 6, 0))[2]).toBeGreaterThan(0);
  });
});
