import { Accessor, Document, Logger, type Node, NodeIO, type Skin } from '@gltf-transform/core';
import type { RiggedHead, RigJoint } from '../rig/rigged-head.ts';
import type { ExportFormat } from './format.ts';
import { addAnimation, quaternion } from './glb-animation.ts';
import { glbMaterial } from './glb-material.ts';
import { glbPrimitive } from './glb-primitive.ts';

/** glTF 2.0 binary, textures inside. */
export const GLB: ExportFormat = {
  name: 'glb',
  extensions: ['.glb'],
  textures: 'inside',
  files: async (head, stem) => [{ name: `${stem}.glb`, content: await glbBytes(head) }],
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
  scene.addChild(nodes[0]).addChild(node);
  const joints = new Map(head.joints.map((joint, j) => [joint.name, nodes[j]]));
  for (const animation of head.animations ?? []) addAnimation(document, joints, node, animation);
  for (const accessor of document.getRoot().listAccessors()) accessor.setBuffer(buffer);
  // It warns of sparse accessors that fill more than half, which are smaller still.
  return new NodeIO().setLogger(new Logger(Logger.Verbosity.ERROR)).writeBinary(document);
}

function addSkeleton(document: Document, joints: readonly RigJoint[]): { skin: Skin; nodes: Node[] } {
  const skin = document.createSkin('skeleton');
  const inverse = new Float32Array(16 * joints.length);
  const nodes: Node[] = [];
  joints.forEach((joint, j) => {
    const parent = joint.parent < 0 ? [0, 0, 0] : joints[joint.parent].position;
    const local = joint.position.map((x, k) => METRES_PER_MM * (x - parent[k])) as [number, number, number];
    const node = document.createNode(joint.name).setTranslation(local);
    if (joint.turn !== undefined) node.setRotation(quaternion(joint.turn));
    if (joint.parent >= 0) nodes[joint.parent].addChild(node);
    nodes.push(node);
    skin.addJoint(node);
    inverse.set([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, ...joint.position.map((x) => -METRES_PER_MM * x), 1], 16 * j);
  });
  skin.setInverseBindMatrices(document.createAccessor().setType(Accessor.Type.MAT4).setArray(inverse));
  skin.setSkeleton(nodes[0]);
  return { skin, nodes };
}
