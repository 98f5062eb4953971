import { Accessor, Document, Logger, NodeIO, type Skin } from '@gltf-transform/core';
import {
  conjugate,
  multiplyQuaternions,
  type Quaternion,
  quaternionFromAxisAngle,
  rotationFromQuaternion,
} from '../../geometry/quaternion.ts';
import type { RiggedHead, RigJoint } from '../rig/rigged-head.ts';
import { rigMapJson } from '../rig/skeleton/rig-map.ts';
import type { ExportFormat } from './format.ts';
import { addAnimation, type JointNode } from './glb-animation.ts';
import { glbMaterial } from './glb-material.ts';
import { glbPrimitive } from './glb-primitive.ts';

/** glTF 2.0 binary, textures inside, and beside it what other systems call its joints. */
export const GLB: ExportFormat = {
  name: 'glb',
  extensions: ['.glb', '_rig_map.json'],
  textures: 'inside',
  files: async (head, stem) => [
    { name: `${stem}.glb`, content: await glbBytes(head) },
    { name: `${stem}_rig_map.json`, content: rigMapJson(head.joints) },
  ],
};

const METRES_PER_MM = 1e-3;

/** glTF 2.0 binary: one skinned mesh in metres, y up, facing +z, with named joints and morph targets. */
export async function glbBytes(head: RiggedHead): Promise<Uint8Array> {
  const document = new Document();
  document.getRoot().getAsset().generator = 'asm-fit';
  const buffer = document.createBuffer();
  const scene = document.createScene('scene');
  const { skin, nodes } = addSkeleton(document, head.joints);
  const names = [...new Set(head.primitives.flatMap((primitive) => [...primitive.morphs.keys()]))];
  const materials = new Map(
    Object.entries(head.textures).map(([name, texture]) => [name, glbMaterial(document, name, texture)]),
  );
  const mesh = document.createMesh('head_mesh');
  for (const source of head.primitives) {
    const tangents = head.textures[source.texture]?.normalMap !== undefined;
    const primitive = glbPrimitive({ document, targets: names }, source, tangents);
    mesh.addPrimitive(primitive.setMaterial(materials.get(source.texture) ?? null));
  }
  if (names.length > 0)
    mesh.setExtras({ targetNames: names }).setWeights(names.map((name) => head.weights?.get(name) ?? 0));
  const node = document.createNode('head_mesh').setMesh(mesh).setSkin(skin);
  scene.addChild(nodes[0].node).addChild(node);
  const joints = new Map(head.joints.map((joint, j) => [joint.name, nodes[j]]));
  for (const animation of head.animations ?? [])
    addAnimation(document, { nodes: joints, mesh: node, targets: names }, animation);
  for (const accessor of document.getRoot().listAccessors()) accessor.setBuffer(buffer);
  // It warns of sparse accessors that fill more than half, which are smaller still.
  return new NodeIO().setLogger(new Logger(Logger.Verbosity.ERROR)).writeBinary(document);
}

function addSkeleton(document: Document, joints: readonly RigJoint[]): { skin: Skin; nodes: JointNode[] } {
  const skin = document.createSkin('skeleton');
  const inverse = new Float32Array(16 * joints.length);
  const nodes: JointNode[] = [];
  joints.forEach((joint, j) => {
    const { position, turn } = joint;
    const above = joints[joint.parent] ?? HEAD_SPACE;
    const back = conjugate(above.rotation);
    const shifted = (by: ArrayLike<number>) =>
      rotated(
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

function rotated(rotation: Quaternion, v: ArrayLike<number>): [number, number, number] {
  const r = rotationFromQuaternion(rotation);
  const row = (k: number): number => r[3 * k] * v[0] + r[3 * k + 1] * v[1] + r[3 * k + 2] * v[2];
  return [row(0), row(1), row(2)];
}

/** From head space to the joint's own, columns [4, 4]: x' = R^T (x - p). */
function inverseBind({ position, rotation }: RigJoint): number[] {
  const r = rotationFromQuaternion(rotation);
  const offset = rotated(
    conjugate(rotation),
    position.map((x) => -METRES_PER_MM * x),
  );
  return [...r.subarray(0, 3), 0, ...r.subarray(3, 6), 0, ...r.subarray(6, 9), 0, ...offset, 1];
}
