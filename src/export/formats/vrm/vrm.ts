import type { Document, Node } from '@gltf-transform/core';
import { correctiveNames } from '../../rig/clips/shared-correctives.ts';
import { softEdges } from '../../rig/edges/soft-edges.ts';
import type { RiggedHead, RigJoint } from '../../rig/rigged-head.ts';
import { rigMap } from '../../rig/skeleton/rig-map.ts';
import type { ExportFormat } from '../format.ts';
import { embeddedTextures } from '../glb/embedded-textures.ts';
import { glbDocument, writeGlb } from '../glb/glb-document.ts';
import { BUST, vrmBody } from './vrm-body.ts';
import { vrmExpressions } from './vrm-expressions.ts';
import { VrmExtension } from './vrm-extension.ts';
import { VRM_LICENSE_URL, type VrmMeta } from './vrm-meta.ts';

/** VRM 1.0: an avatar's GLB, textures inside. */
export const VRM: ExportFormat = {
  name: 'vrm',
  extensions: ['.vrm'],
  beside: () => ({}),
  shapes: ['arkit', 'visemes'],
  mmPerUnit: () => null,
  files: async (head, stem, { vrmMeta }) => [{ name: `${stem}.vrm`, content: await vrmBytes(head, vrmMeta) }],
};

const METRES_PER_MM = 1e-3;

/**
 * The head at rest on the body that VRM 1.0 requires, whose bones move no vertex. Joints stand along the axes, for readers
 * that take a bone's turn for one along the avatar's. Clips are left out: VRM keeps them in files of their own.
 */
export async function vrmBytes(head: RiggedHead, meta: VrmMeta): Promise<Uint8Array> {
  const rig = { ...avatarRig(head), textures: await embeddedTextures(head.textures) };
  const { document, mesh, joints, targets } = glbDocument(rig, await softEdges(rig));
  const bones = addBody(document, rig.joints, jointNode(joints, rig.joints[0].name));
  for (const [name, { vrm }] of Object.entries(rigMap(rig.joints)))
    if (vrm !== null) bones.set(vrm, jointNode(joints, name));
  document.createExtension(VrmExtension).setContent((indexOf) => ({
    specVersion: '1.0',
    meta: { ...meta, licenseUrl: VRM_LICENSE_URL },
    humanoid: { humanBones: Object.fromEntries(Array.from(bones, ([name, node]) => [name, { node: indexOf(node) }])) },
    lookAt: lookAt(rig.joints),
    expressions: vrmExpressions(indexOf(mesh), targets, head.shapes?.sets.get('arkit') ?? []),
  }));
  return writeGlb(document, { extensions: [VrmExtension] });
}

/** A rig without what shows it elsewhere than at rest, its joints along the axes. */
function avatarRig({ weights, animations, joints, primitives, ...head }: RiggedHead): RiggedHead {
  const correctives = correctiveNames(animations);
  return {
    ...head,
    joints: joints.map(({ turn, ...joint }) => ({ ...joint, rotation: [0, 0, 0, 1] })),
    primitives: primitives.map((primitive) => ({
      ...primitive,
      morphs: new Map([...primitive.morphs].filter(([name]) => !correctives.has(name))),
    })),
  };
}

/** Hangs the bust's root on the body's bones. @returns nodes of these, the bust's left out */
function addBody(document: Document, joints: readonly RigJoint[], root: Node): Map<string, Node> {
  const [scene] = document.getRoot().listScenes();
  const placed = new Map<string, { readonly node: Node; readonly position: readonly number[] }>();
  for (const { name, parent, position } of vrmBody(joints)) {
    const above = parent === null ? undefined : placed.get(parent);
    const node = name === BUST ? root : document.createNode(name);
    const [x, y, z] = position.map((at, k) => METRES_PER_MM * (at - (above?.position[k] ?? 0)));
    (above?.node ?? scene).addChild(node.setTranslation([x, y, z]));
    placed.set(name, { node, position });
  }
  placed.delete(BUST);
  return new Map(Array.from(placed, ([name, { node }]) => [name, node]));
}

function jointNode(joints: ReadonlyMap<string, { readonly node: Node }>, name: string): Node {
  const joint = joints.get(name);
  if (joint === undefined) throw new Error(`VRM: the rig must have a joint ${name}`);
  return joint.node;
}

/** Eyes turn with their bones, as far as ARKit's shapes turn them: by these degrees where what they look at is so far off. */
const EYE_DEGREES = { side: 30, up: 20, down: 25 } as const;

/** @returns `VRMC_vrm.lookAt`, seen from between the eyes */
function lookAt(joints: readonly RigJoint[]): Record<string, unknown> {
  const at = (name: string) => joints.find((joint) => joint.name === name)?.position;
  const [left, right, head] = [at('eye_L'), at('eye_R'), at('head')];
  const map = (degrees: number) => ({ inputMaxValue: degrees, outputScale: degrees });
  return {
    ...(left && right && head
      ? { offsetFromHeadBone: head.map((from, k) => METRES_PER_MM * ((left[k] + right[k]) / 2 - from)) }
      : {}),
    type: 'bone',
    rangeMapHorizontalInner: map(EYE_DEGREES.side),
    rangeMapHorizontalOuter: map(EYE_DEGREES.side),
    rangeMapVerticalUp: map(EYE_DEGREES.up),
    rangeMapVerticalDown: map(EYE_DEGREES.down),
  };
}
