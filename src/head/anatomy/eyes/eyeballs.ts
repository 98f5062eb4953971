import { rotationFromAxisAngle } from '../../../geometry/rotation.ts';
import { cross, dot3, unit } from '../../../geometry/vector3.ts';
import type { HeadModel, HeadPart } from '../../head-model.ts';
import { fitSphere } from './seat-eyes.ts';

/** The vertices nearest to the iris' middle ring it. */
const RING_VERTICES = 8;
/** Of the eyeball's radius: where white and iris meet, as the eye's picture has it. */
export const LIMBUS_SHARE = 0.41;
/** Radius of the disc that the shipped eye's picture shows as iris, radians from the eyeball's centre: with the dark around the limbus. */
export const IRIS_RADIUS = 0.455;

/** Where an eye looks: how far its eyeball is turned from rest, radians; yaw > 0 to the subject's left, pitch > 0 up. */
export interface Gaze {
  readonly yaw: number;
  readonly pitch: number;
}

/** Gaze of a person's eyes. */
export interface EyesGaze {
  readonly left: Gaze;
  readonly right: Gaze;
}

export const AHEAD: Gaze = { yaw: 0, pitch: 0 };

/** An eyeball somewhere: a sphere, and the direction of its iris' middle. */
export interface Eyeball {
  readonly part: HeadPart;
  /** [3] mm */
  readonly centre: readonly number[];
  /** mm */
  readonly radius: number;
  /** Unit [3], head space. */
  readonly axis: readonly number[];
}

/** How far eyeballs lie from somewhere [3] mm. */
export interface EyeballShift {
  readonly left: readonly number[];
  readonly right: readonly number[];
}

export const NO_SHIFT: EyeballShift = { left: [0, 0, 0], right: [0, 0, 0] };

/** Both eyeballs, the left one first. @param positions [V, 3] mm */
export function eyeballs(head: HeadModel, positions: ArrayLike<number>): Eyeball[] {
  return head.parts.filter(({ texture }) => texture === 'eye').map((part) => eyeball(head, part, positions));
}

/** @param positions [V, 3] mm */
export function eyeball(head: HeadModel, part: HeadPart, positions: ArrayLike<number>): Eyeball {
  const { centre, radius } = fitSphere(positions, part);
  const ring = irisRing(head, part);
  const middle = [0, 1, 2].map((k) => ring.reduce((sum, v) => sum + positions[3 * v + k], 0) / RING_VERTICES);
  return { part, centre, radius, axis: unit(middle.map((x, k) => x - centre[k])) };
}

/** The ring of vertices around an iris' middle. */
export function irisRing({ template }: HeadModel, { vertexStart, vertexCount }: HeadPart): number[] {
  const vertices = Array.from({ length: vertexCount }, (_, i) => vertexStart + i);
  return vertices.sort((a, b) => template[3 * b + 2] - template[3 * a + 2]).slice(0, RING_VERTICES);
}

/** The turn of an eye's joint that shows a gaze: its axis lies in the frontal plane (Listing's law). @returns axis-angle, head space */
export function gazeTurn({ yaw, pitch }: Gaze): [number, number, number] {
  return [-pitch, yaw, 0];
}

/**
 * The gaze that turns an eye's axis a at rest to a direction u, both unit: about n in the frontal plane with n . a = n . u,
 *   n ~ (-(u - a)_y, (u - a)_x, 0), by the angle between what a and u have across n.
 */
export function gazeTowards(axis: readonly number[], direction: readonly number[]): Gaze {
  const [x, y] = [direction[0] - axis[0], direction[1] - axis[1]];
  const length = Math.hypot(x, y);
  if (length < 1e-12) return AHEAD;
  const n = [-y / length, x / length, 0];
  const along = n[0] * axis[0] + n[1] * axis[1];
  const [a, u] = [axis, direction].map((v) => v.map((c, k) => c - along * n[k]));
  const angle = Math.atan2(dot3(n, cross(a, u)), dot3(a, u));
  return { yaw: angle * n[1], pitch: -angle * n[0] };
}

/** The unit direction of an eye's axis under a gaze. */
export function gazeDirection(axis: readonly number[], gaze: Gaze): number[] {
  const r = rotationFromAxisAngle(...gazeTurn(gaze));
  return [0, 1, 2].map((k) => r[3 * k] * axis[0] + r[3 * k + 1] * axis[1] + r[3 * k + 2] * axis[2]);
}

/** Moves eyeballs, in place. @param positions [V, 3] mm */
export function moveEyeballs(head: HeadModel, shift: EyeballShift, positions: Float64Array): void {
  for (const { name, texture, vertexStart, vertexCount } of head.parts) {
    if (texture !== 'eye') continue;
    const by = name === 'eye_L' ? shift.left : shift.right;
    for (let i = 3 * vertexStart; i < 3 * (vertexStart + vertexCount); i++) positions[i] += by[i % 3];
  }
}

/** Turns eyeballs about their middles, in place. @param positions [V, 3] mm, eyes at rest */
export function turnEyeballs(head: HeadModel, { left, right }: EyesGaze, positions: Float64Array): void {
  for (const { part, centre } of eyeballs(head, positions)) {
    const r = rotationFromAxisAngle(...gazeTurn(part.name === 'eye_L' ? left : right));
    for (let v = part.vertexStart; v < part.vertexStart + part.vertexCount; v++) {
      const arm = [0, 1, 2].map((k) => positions[3 * v + k] - centre[k]);
      for (let k = 0; k < 3; k++)
        positions[3 * v + k] = centre[k] + r[3 * k] * arm[0] + r[3 * k + 1] * arm[1] + r[3 * k + 2] * arm[2];
    }
  }
}
