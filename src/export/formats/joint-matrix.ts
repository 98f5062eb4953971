import { rotationFromQuaternion } from '../../geometry/quaternion.ts';
import type { RigJoint } from '../rig/rigged-head.ts';

type Place = Pick<RigJoint, 'position' | 'rotation'>;

/** A joint's place: [4, 4] by columns, which are the rows of those who write vectors to the left. */
export function jointMatrix({ position, rotation }: Place): Float64Array {
  const r = rotationFromQuaternion(rotation);
  return Float64Array.of(r[0], r[3], r[6], 0, r[1], r[4], r[7], 0, r[2], r[5], r[8], 0, ...position, 1);
}

/** The way back: [4, 4] by columns. */
export function inverseJointMatrix({ position, rotation }: Place): Float64Array {
  const r = rotationFromQuaternion(rotation);
  const back = (k: number): number => -(r[k] * position[0] + r[3 + k] * position[1] + r[6 + k] * position[2]);
  return Float64Array.of(r[0], r[1], r[2], 0, r[3], r[4], r[5], 0, r[6], r[7], r[8], 0, back(0), back(1), back(2), 1);
}
