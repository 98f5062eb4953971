import {
  conjugate,
  multiplyQuaternions,
  type Quaternion,
  quaternionFromAxisAngle,
  rotateVector,
} from '../../../geometry/quaternion.ts';
import type { RigJoint } from '../../rig/rigged-head.ts';
import { fbxNode, withChildren } from './fbx-node.ts';
import { type FbxId, type FbxObjects, SCENE } from './fbx-objects.ts';
import {
  boolProperty,
  enumProperty,
  intProperty,
  localProperty,
  numberProperty,
  properties70,
  vectorProperty,
} from './fbx-properties.ts';
import { eulerDegrees } from './fbx-rotation.ts';

/** A joint's model, and what its own translation and rotation are where the joint is moved away from rest. */
export interface FbxJoint {
  readonly model: FbxId;
  /** @param shift along the axes of the file's space */
  shifted(shift: ArrayLike<number>): [number, number, number];
  /** @param turn along the axes of the file's space @returns degrees; none at rest, as `PreRotation` holds how the joint lies */
  turned(turn: Quaternion): [number, number, number];
}

/** Limbs below each other, in the order of the joints, as the head is shown. */
export function addJoints(objects: FbxObjects, joints: readonly RigJoint[]): FbxJoint[] {
  const out: FbxJoint[] = [];
  for (const joint of joints) {
    const { position, rotation } = joint;
    const above = joints[joint.parent] ?? SCENE_PLACE;
    const back = conjugate(above.rotation);
    const own = conjugate(rotation);
    const shifted = (by: ArrayLike<number>) =>
      rotateVector(
        back,
        position.map((x, k) => x - above.position[k] + by[k]),
      );
    // P^-1 D J = (P^-1 J) (J^-1 D J)
    const turned = (by: Quaternion) => eulerDegrees(multiplyQuaternions(own, multiplyQuaternions(by, rotation)));
    const attribute = objects.add(
      joint.name,
      { node: 'NodeAttribute', kind: 'LimbNode' },
      properties70(numberProperty('Size', 1)),
      fbxNode('TypeFlags', 'Skeleton'),
    );
    const model = objects.add(
      joint.name,
      { node: 'Model', kind: 'LimbNode' },
      fbxNode('Version', 232),
      properties70(
        boolProperty('RotationActive', true),
        vectorProperty('PreRotation', eulerDegrees(multiplyQuaternions(back, rotation))),
        enumProperty('InheritType', 1),
        intProperty('DefaultAttributeIndex', 0),
        localProperty('Lcl Translation', shifted([0, 0, 0])),
        localProperty(
          'Lcl Rotation',
          joint.turn === undefined ? [0, 0, 0] : turned(quaternionFromAxisAngle(joint.turn)),
        ),
        localProperty('Lcl Scaling', [1, 1, 1]),
      ),
      fbxNode('Shading', { type: 'C', value: true }),
      fbxNode('Culling', 'CullingOff'),
    );
    objects.connect(attribute, model);
    objects.connect(model, joint.parent < 0 ? SCENE : out[joint.parent].model);
    out.push({ model, shifted, turned });
  }
  return out;
}

/** What the root hangs on. */
const SCENE_PLACE = { position: [0, 0, 0], rotation: [0, 0, 0, 1] } as const;

/** Where models stand when vertices are bound to them, [4, 4] by columns. */
export function addBindPose(
  objects: FbxObjects,
  places: readonly (readonly [model: FbxId, matrix: Float64Array])[],
): void {
  objects.add(
    'bind',
    { node: 'Pose', kind: 'BindPose' },
    fbxNode('Type', 'BindPose'),
    fbxNode('Version', 100),
    fbxNode('NbPoseNodes', places.length),
    ...places.map(([model, matrix]) =>
      withChildren(fbxNode('PoseNode'), fbxNode('Node', { type: 'L', value: model }), fbxNode('Matrix', matrix)),
    ),
  );
}
