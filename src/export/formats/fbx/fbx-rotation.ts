import { type Quaternion, rotationFromQuaternion } from '../../../geometry/quaternion.ts';

const DEGREES = 180 / Math.PI;

/** Degrees about x, y and z of R = Rz Ry Rx: FBX's order XYZ, x first. */
export function eulerDegrees(rotation: Quaternion): [number, number, number] {
  const r = rotationFromQuaternion(rotation);
  const sine = Math.max(-1, Math.min(1, -r[6]));
  // Where y turns by a right angle, x and z turn about the same axis: all of it is x's.
  if (Math.abs(sine) > 1 - 1e-12)
    return [Math.atan2(Math.sign(sine) * r[1], r[4]) * DEGREES, Math.asin(sine) * DEGREES, 0];
  return [Math.atan2(r[7], r[8]) * DEGREES, Math.asin(sine) * DEGREES, Math.atan2(r[3], r[0]) * DEGREES];
}

/** Degrees that turn the same as others and come nearest to those before, for curves that run between them. */
export function nearestTurn(
  degrees: readonly [number, number, number],
  before: readonly number[],
): [number, number, number] {
  const near = (d: readonly number[]): [number, number, number] => {
    const [x, y, z] = d.map((angle, k) => angle - 360 * Math.round((angle - before[k]) / 360));
    return [x, y, z];
  };
  const [x, y, z] = degrees;
  const plain = near([x, y, z]);
  const other = near([x + 180, 180 - y, z + 180]);
  const far = (d: readonly number[]): number => Math.hypot(...d.map((angle, k) => angle - before[k]));
  return far(other) < far(plain) ? other : plain;
}
