import { Accessor, Document, type Node, NodeIO, type Primitive, type Skin } from '@gltf-transform/core';
import { vertexNormals } from '../../geometry/mesh/mesh.ts';
import type { LimitedWeights } from '../rig/rig-weights.ts';
import { addAnimation, quaternion, type RigAnimation } from './glb-animation.ts';

/** A joint of the exported skeleton; rest orientation is the world's, so that translations suffice. */
export interface RigJoint {
  readonly name: string;
  /** -1 at the root */
  readonly parent: number;
  /** Rest position in head space, mm. */
  readonly position: readonly [number, number, number];
  /** How the file shows the joint turned, axis-angle; not at all where it is left out. */
  readonly turn?: ArrayLike<number>;
}

/** One primitive of the exported mesh: indexed triangles with a texture. */
export interface RigPrimitive {
  readonly name: string;
  /** [V, 3] mm */
  readonly positions: Float64Array;
  /** [V, 2], origin top left */
  readonly uvs: Float64Array;
  /** [T, 3] */
  readonly triangles: Uint32Array;
  readonly weights: LimitedWeights;
  /** Displacements [V, 3] in mm by name; empty for parts that do not morph. */
  readonly morphs: ReadonlyMap<string, Float32Array>;
  readonly texture: string;
}

export interface RiggedHead {
  readonly joints: readonly RigJoint[];
  readonly primitives: readonly RigPrimitive[];
  /** By texture name. */
  readonly textures: Readonly<Record<string, RigTexture>>;
  /** Morph weights that the file shows; 0 where it is left out. */
  readonly weights?: ReadonlyMap<string, number>;
  readonly animations?: readonly RigAnimation[];
}

/** PNG or JPEG bytes, with a tangent-space normal map where there is one. */
export interface RigTexture {
  readonly bytes: Uint8Array;
  readonly mime: string;
  readonly normalMap?: Uint8Array;
}

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
          document.createTexture(`${name}_normals`).setImage(normalMap).setMimeType('image/png'),
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
    const metres = new Float32Array(delta.length);
    for (let i = 0; i < metres.length; i++) metres[i] = Math.abs(delta[i]) < 1e-3 ? 0 : METRES_PER_MM * delta[i];
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
