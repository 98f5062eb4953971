import { Accessor, Document, type Extension, Logger, type Node, NodeIO, type Primitive } from '@gltf-transform/core';
import type { EdgeTriangles } from '../../../render/mesh/edge-triangles.ts';
import type { RiggedHead } from '../../rig/rigged-head.ts';
import { addAnimation, type JointNode } from './glb-animation.ts';
import { glbMaterial } from './glb-material.ts';
import { glbPrimitive } from './glb-primitive.ts';
import { addSkeleton } from './glb-skeleton.ts';

/** A head as a glTF document, and where in it what others point to is. */
export interface GlbDocument {
  readonly document: Document;
  /** Of the skinned mesh. */
  readonly mesh: Node;
  readonly joints: ReadonlyMap<string, JointNode>;
  /** Morph targets of the mesh, in its order. */
  readonly targets: readonly string[];
}

/** One skinned mesh in metres, y up, facing +z, with named joints and morph targets. @param edges of primitives that have a soft edge, by name */
export function glbDocument(head: RiggedHead, edges: ReadonlyMap<string, EdgeTriangles>): GlbDocument {
  const document = new Document();
  document.getRoot().getAsset().generator = 'asm-fit';
  const buffer = document.createBuffer();
  const scene = document.createScene('scene');
  const { skin, nodes } = addSkeleton(document, head.joints);
  const targets = [...new Set(head.primitives.flatMap((primitive) => [...primitive.morphs.keys()]))];
  const materials = new Map(
    Object.entries(head.textures).map(([name, texture]) => [name, glbMaterial(document, name, texture)]),
  );
  const mesh = document.createMesh('head_mesh');
  for (const source of head.primitives) {
    const tangents = head.textures[source.texture]?.normalMap !== undefined;
    const primitive = glbPrimitive({ document, targets }, source, tangents);
    primitive.setMaterial(materials.get(source.texture) ?? null);
    const split = edges.get(source.name);
    const parts = split === undefined ? [primitive] : softParts(document, primitive, split);
    for (const part of parts) mesh.addPrimitive(part);
  }
  if (targets.length > 0)
    mesh.setExtras({ targetNames: targets }).setWeights(targets.map((name) => head.weights?.get(name) ?? 0));
  const node = document.createNode('head_mesh').setMesh(mesh).setSkin(skin);
  scene.addChild(nodes[0].node).addChild(node);
  const joints = new Map(head.joints.map((joint, j) => [joint.name, nodes[j]]));
  for (const animation of head.animations ?? [])
    addAnimation(document, { nodes: joints, mesh: node, targets }, animation);
  for (const accessor of document.getRoot().listAccessors()) accessor.setBuffer(buffer);
  return { document, mesh: node, joints, targets };
}

/** What of a primitive is drawn opaque, and its edge, blended over what lies behind: the same vertices; none of either that has no triangle. */
function softParts(document: Document, primitive: Primitive, { whole, edge }: EdgeTriangles): Primitive[] {
  const material = primitive.getMaterial();
  const blended = () => material?.clone().setName(`${material.getName()}_edge`).setAlphaMode('BLEND') ?? null;
  const parts = [
    { triangles: whole, look: () => material },
    { triangles: edge, look: blended },
  ].filter(({ triangles }) => triangles.length > 0);
  const indices = primitive.getIndices();
  const out = parts.map(({ triangles, look }) =>
    primitive
      .clone()
      .setIndices(document.createAccessor().setType(Accessor.Type.SCALAR).setArray(triangles))
      .setMaterial(look()),
  );
  primitive.dispose();
  indices?.dispose();
  return out;
}

/** What a document is written with beside the core of glTF. */
export interface GlbExtensions {
  readonly extensions: readonly (typeof Extension)[];
  /** Programs that these need, by their names. */
  readonly dependencies?: Readonly<Record<string, unknown>>;
}

export function writeGlb(
  document: Document,
  { extensions, dependencies = {} }: GlbExtensions = { extensions: [] },
): Promise<Uint8Array> {
  // It warns of sparse accessors that fill more than half, which are smaller still.
  return new NodeIO()
    .setLogger(new Logger(Logger.Verbosity.ERROR))
    .registerExtensions([...extensions])
    .registerDependencies(dependencies)
    .writeBinary(document);
}
