import { landmarkPoints } from '../../../src/fitting/evidence/landmarks/landmark-points.ts';
import type { Observation } from '../../../src/fitting/evidence/landmarks/observation.ts';
import { type Camera, project } from '../../../src/geometry/camera.ts';
import { createRandom, type Random } from '../../../src/geometry/random.ts';
import { multiply3, rotationFromEuler, transpose3 } from '../../../src/geometry/rotation.ts';
import { loadBundledHead } from '../../../src/head/bundled/bundled-head.ts';
import {
  createShapeSpace,
  evaluateShape,
  expressionStart,
  pointPositions,
} from '../../../src/head/shape/shape-space.ts';

export const head = loadBundledHead();
const space = createShapeSpace(head);
export const landmarks = landmarkPoints(space);
const FACING = Float64Array.of(1, 0, 0, 0, -1, 0, 0, 0, -1);
export const radians = Math.PI / 180;

/** Landmarks of someone with an expression of the view's own, as a detector would find them: a little off. */
export function observe(camera: Camera, identity: Float64Array, random: Random): Observation {
  const coefficients = identity.slice();
  for (let k = 0; k < 3; k++)
    coefficients[expressionStart(space) + Math.floor(random.uniform() * space.expressionCount)] =
      0.5 * random.uniform();
  const pixels = project(camera, pointPositions(landmarks, evaluateShape(space, coefficients)));
  const scale = camera.fx / camera.translation[2];
  return {
    points: Float64Array.from(
      { length: 2 * landmarks.count },
      (_, i) => pixels[3 * (i >> 1) + (i & 1)] + 0.7 * scale * random.normal(),
    ),
    confidence: Float64Array.from({ length: landmarks.count }, (_, l) => (l < 468 ? 1 : 0)),
  };
}

export function person(random: Random): Float64Array {
  const out = new Float64Array(space.count);
  for (let k = 0; k < space.identityCount; k++) out[k] = Math.max(-2, Math.min(2, random.normal()));
  return out;
}

/** A world that is not the head's, so that nothing cancels by chance. */
const WORLD = rotationFromEuler(0.3, -0.8, 0.2);
const ORIGIN = [140, -60, 220];

export function inWorld(camera: Camera): Camera {
  const rotation = multiply3(camera.rotation, transpose3(WORLD));
  const shift = times(rotation, ORIGIN);
  return { ...camera, rotation, translation: camera.translation.map((x, k) => x - shift[k]) };
}

export function times(r: ArrayLike<number>, t: ArrayLike<number>): Float64Array {
  return Float64Array.from([0, 1, 2], (k) => r[3 * k] * t[0] + r[3 * k + 1] * t[1] + r[3 * k + 2] * t[2]);
}

/** A head as a camera of its own frame sees it. */
export interface Shot {
  readonly seen: Camera;
  readonly observation: Observation;
}

/** Someone shot at these yaws, degrees. */
export function shoot(seed: number, yaws: readonly number[], width = 1200, height = 900): Shot[] {
  const random = createRandom(seed);
  const identity = person(random);
  const focal = (1.4 + random.uniform()) * width;
  return yaws.map((yaw) => {
    const rotation = multiply3(
      rotationFromEuler(0, 0, 4 * random.normal() * radians),
      multiply3(FACING, rotationFromEuler(8 * random.normal() * radians, yaw * radians, 0)),
    );
    const seen: Camera = {
      width,
      height,
      fx: focal,
      fy: focal,
      cx: width / 2 + 8,
      cy: height / 2 - 5,
      rotation,
      translation: Float64Array.of(12 * random.normal(), 12 * random.normal(), (focal / width) * 420),
    };
    return { seen, observation: observe(seen, identity, random) };
  });
}
