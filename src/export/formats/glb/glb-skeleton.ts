import { Accessor, type Document, type Skin } from '@gltf-transform/core';
import {
  conjugate,
  multiplyQuaternions,
  type Quaternion,
  quaternionFromAxisAngle,
  rotateVector,
  rotationFromQuaternion,
} from '../../../geometry/quaternion.ts';
import type { RigJoint } from '../../rig/rigged-head.ts';
import type { JointNode } from './glb-animation.ts';

const METRES_PER_MM = 1e-3;

/** A skin over the joints' nodes, in their order; the first is the root. */
export interface GlbSkeleton {
  readonly skin: Skin;
  readonly nodes: readonly JointNode[];
}

/** Nodes of the joints as the head is shown, and the skin that binds vertices to them at rest. */
export function addSkeleton(document: Document, joints: readonly RigJoint[]): GlbSkeleton {
  const skin = document.createSkin('skeleton');
  const inverse = new Float32Array(16 * joints.length);
  const nodes: JointNode[] = [];
  joints.forEach((joint, j) => {
    const { position, turn } = joint;
    const above = joints[joint.parent] ?? HEAD_SPACE;
    const back = conjugate(above.rotation);
    const shifted = (by: ArrayLike<number>) =>
      rotateVector(
        back,
        position.map((x, k) => METRES_PER_MM * (x - above.position[k] + by[k])),
      );
    const turned = (by: Quaternion) => multiplyQuaternions(back, multiplyQuaternions(by, joint.rotation));
    const node = document
      .createNode(joint.name)
      .setTranslation(shifted([0, 0, 0]))
      .setRotation(turned(quaternionFromAxisAngle(turn ?? [0, 0, 0])));
    if (joint.parent >= 0) nodes[joint.parent].node.addChild(node);
    nodes.push({ node, turned, shifted });
    skin.addJoint(node);
    inverse.set(inverseBind(joint), 16 * j);
  });
  skin.setInverseBindMatrices(document.createAccessor().setType(Accessor.Type.MAT4).setArray(inverse));
  skin.setSkeleton(nodes[0].node);
  return { skin, nodes };
}

/** What the root hangs on. */
const HEAD_SPACE = { position: [0, 0, 0], rotation: [0, 0, 0, 1] } as const;

/** From head space to the joint's own, columns [4, 4]: x' = R^T (x - p). */
function inverseBind({ position, rotation }: RigJoint): number[] {
  const r = rotationFromQuaternion(rotation);
  const offset = rotateVector(
    conjugate(rotation),
    position.map((x) => -METRES_PER_MM * x),
  );
  return [...r.subarray(0, 3), 0, ...r.subarray(3, 6), 0, ...r.subarray(6, 9), 0, ...offset, 1];
}
