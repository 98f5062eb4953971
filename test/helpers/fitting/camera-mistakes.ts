import type { AsmFitError } from '../../../src/errors.ts';
import { MILLIMETRES, type NamedUnit } from '../../../src/fitting/evidence/checks/capture-unit.ts';
import { type CheckedCameras, checkCameras } from '../../../src/fitting/evidence/checks/check-cameras.ts';
import type { GivenRig } from '../../../src/fitting/evidence/checks/given-rig.ts';
import { placeHead } from '../../../src/fitting/evidence/checks/place-head.ts';
import { steadyLandmarks } from '../../../src/fitting/evidence/checks/steady-landmarks.ts';
import { type Camera, cameraCentre } from '../../../src/geometry/camera.ts';
import { multiply3, rotationFromAxisAngle, transpose3 } from '../../../src/geometry/rotation.ts';
import { head, inWorld, radians, type Shot, times } from './shot-heads.ts';

const steady = steadyLandmarks(head);

/** What a capture may say wrongly of a camera. */
export type Mistake = (camera: Camera, v: number, all: readonly Camera[]) => Camera;
export const none: Mistake = (camera) => camera;

export function rigOf(shots: readonly Shot[], mistake: Mistake = none, unit: NamedUnit | null = MILLIMETRES): GivenRig {
  const cameras = shots.map(({ seen }) => inWorld(seen));
  const views = shots.map(({ observation }, v) => {
    const camera = mistake(cameras[v], v, cameras);
    const placed = placeHead(steady, observation, camera, null);
    if (placed === null) throw new Error('a face must be placed');
    return { name: `photo${v}.jpg`, camera, observation, placed };
  });
  return { head, steady, bias: null, views, unit, size: unit === null ? null : 1 };
}

export function check(
  shots: readonly Shot[],
  mistake: Mistake = none,
  unit: NamedUnit | null = MILLIMETRES,
): CheckedCameras {
  return checkCameras(rigOf(shots, mistake, unit), 'capture.json');
}

export function refusal(shots: readonly Shot[], mistake: Mistake, unit: NamedUnit | null = MILLIMETRES): AsmFitError {
  try {
    check(shots, mistake, unit);
  } catch (error) {
    return error as AsmFitError;
  }
  throw new Error('these cameras must be refused');
}

export const axes =
  (...signs: readonly number[]): Mistake =>
  (camera) => ({
    ...camera,
    rotation: camera.rotation.map((x, i) => signs[Math.floor(i / 3)] * x),
    translation: camera.translation.map((x, k) => signs[k] * x),
  });
export const opengl = axes(1, -1, -1);
export const toWorld: Mistake = (camera) => ({
  ...camera,
  rotation: transpose3(camera.rotation),
  translation: Float64Array.from(cameraCentre(camera)),
});
export const longer =
  (factor: number): Mistake =>
  (camera) => ({ ...camera, translation: camera.translation.map((x) => factor * x) });
export const turnedInPlace =
  (degrees: number): Mistake =>
  (camera) => {
    const turn = rotationFromAxisAngle(0.2, degrees * radians, 0);
    return { ...camera, rotation: multiply3(turn, camera.rotation), translation: times(turn, camera.translation) };
  };
export const only =
  (index: number, mistake: Mistake): Mistake =>
  (camera, v, all) =>
    v === index ? mistake(camera, v, all) : camera;

export const YAWS = [-3, 24, -19, 46, -37];
