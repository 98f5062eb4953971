import { describe, expect, it } from 'vitest';
import { freeRig, moveRig, rigidRig } from '../../../src/fitting/unknowns/rig.ts';
import { addRigGradient } from '../../../src/fitting/unknowns/rig-gradient.ts';
import { type Camera, packCamera, project } from '../../../src/geometry/camera.ts';
import { multiply3, rotationFromAxisAngle } from '../../../src/geometry/rotation.ts';
import { CAMERA_GRADIENT, CAMERA_NUMBERS, PROJECT_BACKWARD } from '../../../src/kernels/jobs/points/projection.ts';
import { expectClose } from '../../helpers/close.ts';
import { checkGradient, dot, normals } from '../../helpers/gradient-check.ts';

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

describe('a rig that moves', () => {
  it('has the gradient of central differences in points, pose and focal length', () => {
    const points = normals(12, 5, 20);
    const cotangent = normals(8, 6);
    const loss = (at: Camera, p: ArrayLike<number>): number => {
      const pixels = project(at, p);
      return dot(
        cotangent,
        Float64Array.from({ length: 8 }, (_, i) => pixels[3 * (i >> 1) + (i & 1)]),
      );
    };
    const gradCamera = new Float64Array(CAMERA_GRADIENT);
    const gradPoints = new Float64Array(12);
    PROJECT_BACKWARD.plain({
      camera: packCamera(camera, new Float64Array(CAMERA_NUMBERS)),
      points,
      count: 4,
      gradPixels: cotangent,
      gradDepths: new Float64Array(4),
      gradPoints,
      gradCamera,
    });
    checkGradient(
      (p) => loss(camera, p),
      () => gradPoints,
      points,
    );
    const layout = freeRig(Int32Array.of(0));
    const gradRig = new Float64Array(7);
    addRigGradient(layout, 0, gradCamera, {
      points,
      gradient: gradPoints,
      depth: camera.translation[2],
      out: gradRig,
    });
    checkGradient(
      (step) => loss(moveRig(layout, [camera], step)[0], points),
      () => gradRig,
      new Float64Array(7),
      { rtol: 1e-5 },
    );
  });

  it('steps back as its lens is drawn out: a head keeps its size', () => {
    const [moved] = moveRig(freeRig(Int32Array.of(0)), [camera], Float64Array.of(0, 0, 0, 0, 0, 0, 0.7));
    expect(moved.fx / camera.fx).toBeCloseTo(Math.exp(0.7), 12);
    const size = (at: Camera): number => {
      const pixels = project(at, [0, 0, 0, 10, 0, 0]);
      return Math.hypot(pixels[3] - pixels[0], pixels[4] - pixels[1]);
    };
    // But for its depth, some mm of 300.
    expect(Math.abs(size(moved) / size(camera) - 1)).toBeLessThan(0.02);
    expectClose(project(moved, [0, 0, 0]).subarray(0, 2), project(camera, [0, 0, 0]).subarray(0, 2), { atol: 1e-9 });
  });

  it('keeps the image when a rigid rig moves the head and the points move back', () => {
    const layout = rigidRig(1, true);
    const step = Float64Array.of(0.05, -0.1, 0.02, 2, 1, -3, 0.1);
    const [moved] = moveRig(layout, [camera], step);
    const x = [10, -20, 5];
    const turn = rotationFromAxisAngle(step[0], step[1], step[2]);
    const y = [0, 1, 2].map(
      (k) => Math.exp(step[6]) * (turn[3 * k] * x[0] + turn[3 * k + 1] * x[1] + turn[3 * k + 2] * x[2]) + step[3 + k],
    );
    expectClose(project(moved, x).subarray(0, 2), project(camera, y).subarray(0, 2), { atol: 1e-9 });
  });
});
