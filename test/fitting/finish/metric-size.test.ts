import { describe, expect, it } from 'vitest';
import type { CaptureUnit } from '../../../src/capture/formats/capture-format.ts';
import type { View } from '../../../src/capture/load-capture.ts';
import { metricSize } from '../../../src/fitting/finish/metric-size.ts';
import { camerasInHeadSpace } from '../../../src/fitting/unknowns/rig.ts';
import { type Camera, cameraCentre } from '../../../src/geometry/camera.ts';
import { rotationFromEuler } from '../../../src/geometry/rotation.ts';
import { turnedCamera } from '../../helpers/fitting/textured-views.ts';

/** The head is 1.3 times as large as the head model that the cameras were solved with. */
const SIZE = 1.3;
const head = { scale: SIZE, rotation: rotationFromEuler(0.1, -0.2, 0.3), translation: Float64Array.of(40, -20, 15) };
/** mm, in the world. */
const given: Camera[] = [0, 0.3, -0.25].map((yaw, v) => ({
  ...turnedCamera(yaw),
  translation: Float64Array.of(8 * v, -3 * v, 600 + 20 * v),
}));
/** In the head model's units. */
const solved = camerasInHeadSpace(given, head);

function sizeOf(unit: CaptureUnit, cameras: readonly (Camera | null)[], solved: readonly Camera[]): number {
  const views = cameras.map((camera) => ({ camera }) as View);
  return metricSize({ folder: '', source: '', unit, views, scan: null, film: null, warnings: [] }, views, solved);
}

function distance(a: readonly number[], b: readonly number[]): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

describe('size of a head in a metric rig', () => {
  // Given cameras are in mm whatever unit capture.json has: metres are turned into mm as it is read.
  it.each(['mm', 'm'] as const)('is mm per unit of the head model, %s', (unit) => {
    const size = sizeOf(unit, given, solved);
    expect(size).toBeCloseTo(SIZE, 10);
    const [a, b] = [0, 2].map((v) => solved[v]);
    const solvedMm = size * distance(cameraCentre(a), cameraCentre(b));
    expect(solvedMm).toBeCloseTo(distance(cameraCentre(given[0]), cameraCentre(given[2])), 8);
  });

  it('takes a point of the model to where it is seen in the world, in mm', () => {
    const point = [30, -12, 70];
    const size = sizeOf('mm', given, solved);
    const { rotation: r, translation } = head;
    const world = [0, 1, 2].map(
      (k) =>
        r[3 * k] * size * point[0] + r[3 * k + 1] * size * point[1] + r[3 * k + 2] * size * point[2] + translation[k],
    );
    given.forEach((camera, v) => {
      const toWorld = distance(cameraCentre(camera), world);
      expect(size * distance(cameraCentre(solved[v]), point)).toBeCloseTo(toWorld, 8);
    });
  });

  it.each(['unknown', 'arbitrary'] as const)('is 1 where the unit is %s', (unit) => {
    expect(sizeOf(unit, given, solved)).toBe(1);
  });

  it('is 1 where a camera is not given, of a single camera, and of cameras at one place', () => {
    expect(sizeOf('mm', [given[0], null, given[2]], solved)).toBe(1);
    expect(sizeOf('mm', [given[0]], [solved[0]])).toBe(1);
    expect(sizeOf('mm', [given[0], given[0]], [solved[0], solved[0]])).toBe(1);
  });
});
