import type { RestSkeleton } from '../../../asm/skeleton/rest-skeleton.ts';
import type { Skeleton } from '../../../asm/skeleton/skeleton.ts';
import type { HeadModel, HeadPart } from '../../../head/head-model.ts';
import type { RigJoint } from '../rigged-head.ts';

/** A skeleton's joints as a rig has them. */
export function rigJoints({ names, parents }: Skeleton, { positions, rotations }: RestSkeleton): RigJoint[] {
  return names.map((name, j) => {
    const [x, y, z, w] = rotations[j];
    return {
      name,
      parent: parents[j],
      position: [unsigned(positions[3 * j]), unsigned(positions[3 * j + 1]), unsigned(positions[3 * j + 2])],
      rotation: [unsigned(x), unsigned(y), unsigned(z), unsigned(w)],
    };
  });
}

/** 0 without its sign, which a rig's file does not keep. */
function unsigned(x: number): number {
  return x === 0 ? 0 : x;
}

/** The joint of a skeleton that carries a rigid part: the head model's come first. */
export function jointOfPart({ joints }: HeadModel, { joint }: HeadPart): number {
  return joints.findIndex(({ name }) => name === joint);
}
