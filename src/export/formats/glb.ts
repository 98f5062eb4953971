import { Accessor, Document, type Node, NodeIO, type Primitive, type Skin } from '@gltf-transform/core';
import { vertexNormals } from '../../geometry/mesh/mesh.ts';
import type { LimitedWeights } from '../rig/rig-weights.ts';
import type { RiggedHead, RigJoint, RigPrimitive } from '../rig/rigged-head.ts';
import type { ExportFormat } from './format.ts';
import { addAnimation, quaternion } from './glb-animation.ts';

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
    Object.entries(head.textures).map(([name, { bytes, mime, normalMap }]) => {
      const texture = document.createTexture(name).setImage(bytes).setMimeType(mime);
      const material = document.createMaterial(name).setBaseColorTexture(texture).setMetallicFactor(0);
      if (normalMap !== undefined)
        material.setNormalTexture(
          document.createTexture(`${name}_normals`).setImage(normalMap.bytes).setMimeType('image/png'),
        );
      return [name, material.setRoughnessFactor(name === 'eye' ? 0.15 : 0.6)] as const;
    }),
  );
  const mesh = document.createMesh('head_mesh');
  for (const source of head.primitives) {
    const primitive = addPrimitive(document, source, names).setMaterial(materials.get(source.texture) ?? null);
    mesh.addPrimitive(primitive);
  }
  if (names.length > 0)
    mesh.setExtras({ targetNames: names }).setWeights(names.map((name) => head.weights?.get(name) ?? 0));
  const node = document.createNode('head_mesh').setMesh(mesh).setSkin(skin);
  scene.addChild(nodes[0]).addChild(node);
  const joints = new Map(head.joints.map((joint, j) => [joint.name, nodes[j]]));
  for (const animation of head.animations ?? []) addAnimation(document, joints, node, animation);
  for (const accessor of document.getRoot().listAccessors()) accessor.setBuffer(buffer);
  return new NodeIO().writeBinary(document);
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

function addPrimitive(document: Document, source: RigPrimitive, names: readonly string[]): Primitive {
  const accessor = (type: 'VEC2' | 'VEC3' | 'VEC4' | 'SCALAR', array: Float32Array | Uint16Array | Uint32Array) =>
    document
      .createAccessor()
      .setType(type)
      .setArray(array as Float32Array<ArrayBuffer>);
  const { normals } = vertexNormals(source.positions, source.triangles);
  for (let i = 0; i < normals.length; i += 3)
    if (normals[i] === 0 && normals[i + 1] === 0 && normals[i + 2] === 0) normals[i + 2] = 1;
  const { joints, weights } = four(source.weights);
  const primitive = document
    .createPrimitive()
    .setIndices(accessor('SCALAR', source.triangles))
    .setAttribute(
      'POSITION',
      accessor(
        'VEC3',
        Float32Array.from(source.positions, (x) => METRES_PER_MM * x),
      ),
    )
    .setAttribute('NORMAL', accessor('VEC3', Float32Array.from(normals)))
    .setAttribute('TEXCOORD_0', accessor('VEC2', Float32Array.from(source.uvs)))
    .setAttribute('JOINTS_0', accessor('VEC4', joints))
    .setAttribute('WEIGHTS_0', accessor('VEC4', weights));
  for (const name of names) {
    const delta = source.morphs.get(name) ?? new Float32Array(source.positions.length);
    const metres = delta.map((x) => METRES_PER_MM * x);
    const target = document
      .createPrimitiveTarget(name)
      .setAttribute('POSITION', accessor('VEC3', metres).setSparse(true));
    primitive.addTarget(target);
  }
  return primitive;
}

/** glTF wants exactly four influences; fewer are padded with zero weights. */
function four(limited: LimitedWeights): { joints: Uint16Array; weights: Float32Array } {
  if (limited.influences === 4) return limited;
  const count = limited.joints.length / limited.influences;
  const joints = new Uint16Array(4 * count);
  const weights = new Float32Array(4 * count);
  for (let i = 0; i < count; i++)
    for (let k = 0; k < Math.min(4, limited.influences); k++) {
      joints[4 * i + k] = limited.joints[i * limited.influences + k];
      weights[4 * i + k] = limited.weights[i * limited.influences + k];
    }
  return { joints, weights };
}
