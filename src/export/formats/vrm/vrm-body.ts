import type { RigJoint } from '../../rig/rigged-head.ts';

/** A bone of the body, in avatar space: feet on y = 0, facing +z. */
export interface BodyBone {
  /** As VRM 1.0's `humanBones` names it, or {@link BUST}. */
  readonly name: string;
  /** null at the one that hangs on nothing. */
  readonly parent: string | null;
  /** mm */
  readonly position: readonly [number, number, number];
}

/** Stands for the lowest joint of the bust, which carries the head. */
export const BUST = 'bust';

/** Eyes of a grown person are so far apart. */
const EYE_DISTANCE_MM = 63;

type Place = readonly [x: number, y: number, z: number];

/** A person of 1.7 m in a T pose, arms along x: bones of the middle. The bust's lowest joint stands between the shoulders. */
const MIDDLE: readonly (readonly [name: string, parent: string | null, Place])[] = [
  ['hips', null, [0, 930, 0]],
  ['spine', 'hips', [0, 1030, 0]],
  ['chest', 'spine', [0, 1180, 0]],
  [BUST, 'chest', [0, 1435, 0]],
];

/** The same person's left side; the right one mirrors it. */
const SIDE: readonly (readonly [name: string, parent: string, Place])[] = [
  ['UpperLeg', 'hips', [90, 890, 0]],
  ['LowerLeg', 'UpperLeg', [90, 480, 0]],
  ['Foot', 'LowerLeg', [90, 80, -20]],
  ['UpperArm', BUST, [170, 1390, 0]],
  ['LowerArm', 'UpperArm', [430, 1390, 0]],
  ['Hand', 'LowerArm', [670, 1390, 0]],
];

/**
 * The bones that VRM 1.0 requires and a bust has not, those of a grown person whose eyes are as far apart, and among them
 * where the bust's lowest joint stands. Parents come before their children.
 */
export function vrmBody(joints: readonly RigJoint[]): BodyBone[] {
  const size = eyeDistance(joints) / EYE_DISTANCE_MM;
  const placed = (name: string, parent: string | null, [x, y, z]: Place): BodyBone => ({
    name,
    parent,
    position: [size * x, size * y, size * z],
  });
  const middle = MIDDLE.map(([name, parent, place]) => placed(name, parent, place));
  const limbs = (['left', 'right'] as const).flatMap((side) =>
    SIDE.map(([name, parent, [x, y, z]]) =>
      placed(`${side}${name}`, MIDDLE.some(([other]) => other === parent) ? parent : `${side}${parent}`, [
        side === 'left' ? x : -x,
        y,
        z,
      ]),
    ),
  );
  return [...middle, ...limbs];
}

function eyeDistance(joints: readonly RigJoint[]): number {
  const [left, right] = ['eye_L', 'eye_R'].map((name) => joints.find((joint) => joint.name === name)?.position);
  return left === undefined || right === undefined
    ? EYE_DISTANCE_MM
    : Math.hypot(left[0] - right[0], left[1] - right[1], left[2] - right[2]);
}
