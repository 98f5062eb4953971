import { describe, expect, it } from 'vitest';
import { offsetPose } from '../../../src/fitting/cameras/pose-offset.ts';
import { project, toCameraSpace } from '../../../src/geometry/camera.ts';
import { multiply3, rotationFromAxisAngle, rotationFromEuler } from '../../../src/geometry/rotation.ts';

const CENTRE = [3, -40, 35];
const CAMERA = {
  width: 200,
  height: 200,
  fx: 400,
  fy: 400,
  cx: 100,
  cy: 100,
  rotation: multiply3(Float64Array.of(1, 0, 0, 0, -1, 0, 0, 0, -1), rotationFromEuler(0.1, 0.4, 0.05)),
  translation: Float64Array.of(10, -20, 700),
};

describe('offsetPose', () => {
  it('is the pose itself for zeros', () => {
    const { rotation, translation } = offsetPose(CAMERA, CENTRE, new Float64Array(6));
    rotation.forEach((x, i) => {
      expect(x).toBeCloseTo(CAMERA.rotation[i], 12);
    });
    translation.forEach((x, i) => {
      expect(x).toBeCloseTo(CAMERA.translation[i], 9);
    });
  });

  it('turns the head about its centre, which keeps its place', () => {
    const moved = offsetPose(CAMERA, CENTRE, [0.1, -0.3, 0.2, 0, 0, 0]);
    const turn = rotationFromAxisAngle(0.1, -0.3, 0.2);
    multiply3(turn, CAMERA.rotation).forEach((x, i) => {
      expect(moved.rotation[i]).toBeCloseTo(x, 12);
    });
    const [before, after] = [project(CAMERA, CENTRE), project(moved, CENTRE)];
    before.forEach((x, i) => {
      expect(after[i]).toBeCloseTo(x, 9);
    });
  });

  it('shifts the centre in mm and scales its depth along its ray', () => {
    const moved = offsetPose(CAMERA, CENTRE, [0, 0, 0, 5, -7, Math.log(1.5)]);
    const [before, after] = [toCameraSpace(CAMERA, CENTRE), toCameraSpace(moved, CENTRE)];
    expect(after[2]).toBeCloseTo(1.5 * before[2], 9);
    expect(after[0]).toBeCloseTo(1.5 * (before[0] + 5), 9);
    expect(after[1]).toBeCloseTo(1.5 * (before[1] - 7), 9);
  });
});
