import type { HeadModel, JointName } from '../../head/head-model.ts';
import type { Skeleton } from './skeleton.ts';
import type { SkeletonPose } from './skeleton-transforms.ts';

const DEGREES = Math.PI / 180;

/** What every bone of a rig is moved by, along each axis and back, where weights are measured. */
export const BONE_SHIFT_MM = 3;
/** What every bone is turned by about its pivot, about each axis and back, radians. */
export const BONE_TURN = 10 * DEGREES;

/** Turns of the head's joints as animators use them, axis-angle in degrees. */
const TURNS: readonly (readonly (readonly [joint: JointName, turn: readonly [number, number, number]])[])[] = [
  [['jaw', [25, 0, 0]]],
  ...[60, -60].map((yaw) => neckAndHead([0, yaw / 2, 0])),
  ...[30, -30].map((pitch) => neckAndHead([pitch / 2, 0, 0])),
];

function neckAndHead(turn: readonly [number, number, number]) {
  return [['neck', turn] as const, ['head', turn] as const];
}

/** The jaw open by 25 degrees; neck and head turned by 60 to either side and nodding by 30, half each. */
export function standardPoses(head: HeadModel, skeleton: Skeleton): SkeletonPose[] {
  return TURNS.map((turns) => {
    const pose = restPose(skeleton);
    for (const [joint, turn] of turns) {
      const j = head.joints.findIndex(({ name }) => name === joint);
      pose.rotations.set(
        turn.map((x) => DEGREES * x),
        3 * j,
      );
    }
    return pose;
  });
}

/** Nothing moved. */
export function restPose({ names }: Skeleton): SkeletonPose {
  return { rotations: new Float64Array(3 * names.length), translations: new Float64Array(3 * names.length) };
}
