import { createAsm } from '../../../asm/adaptive-skinning-model.ts';
import { BONES } from '../../../asm/bones.ts';
import { fitSphere } from '../../../head/anatomy/eyes/seat-eyes.ts';
import { nearestSkin } from '../../../head/anatomy/nearest-skin.ts';
import type { HeadModel } from '../../../head/head-model.ts';
import { onceAHead } from '../../../head/once-a-head.ts';
import type { RigJoint } from '../rigged-head.ts';

/** Skin vertices that a joint of the head, and a bone, goes with. */
const JOINT_VERTICES = 100;
const BONE_VERTICES = 24;

/** A head that was displaced. */
export interface DisplacedHead {
  /** Of all parts [V, 3] mm. */
  readonly displacement: Float64Array;
  /** Where they are now [V, 3] mm. */
  readonly positions: Float64Array;
}

/** Joints go with the skin that is nearest to them on the mean head, those of eyes lie in the middle of the eyeballs. */
export function movedJoints(
  head: HeadModel,
  joints: readonly RigJoint[],
  { displacement, positions }: DisplacedHead,
): RigJoint[] {
  const around = skinAroundJoints(head);
  return joints.map((joint, j) => {
    const eye = head.parts.find((part) => part.texture === 'eye' && part.joint === joint.name);
    const ring = around[j];
    const moved = joint.position.map(
      (x, k) => x + ring.reduce((sum, v) => sum + displacement[3 * v + k], 0) / ring.length,
    );
    const [x, y, z] = eye === undefined ? moved : fitSphere(positions, eye).centre;
    return { ...joint, position: [x, y, z] };
  });
}

/** Of the head's joints, then of the bones. */
const skinAroundJoints = onceAHead((head): readonly (readonly number[])[] => {
  const { restBind } = createAsm(head, head.template, 1);
  return [
    ...head.joints.map((_, j) => nearestSkin(head, head.jointPositions.subarray(3 * j, 3 * j + 3), JOINT_VERTICES)),
    ...BONES.map((_, j) => nearestSkin(head, restBind.subarray(3 * j, 3 * j + 3), BONE_VERTICES)),
  ];
});
