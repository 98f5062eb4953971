import {
  type AnimationClip,
  Box3,
  type BufferAttribute,
  type BufferGeometry,
  DataTexture,
  FrontSide,
  type Group,
  type MeshStandardMaterial,
  type Object3D,
  Quaternion,
  SkinnedMesh,
  type Vector3,
} from 'three';
import { GLTFLoader } from 'three/addons/loaders/GLTFLoader.js';

/** A part of the head: skin, eye, hair, ... */
export interface HeadPart {
  readonly mesh: SkinnedMesh<BufferGeometry, MeshStandardMaterial>;
  /** As the file paints it. */
  readonly painted: MeshStandardMaterial;
}

/** Whether a part is clear, but for what it mirrors: corneas. Edges of hair are blended too, and seen from both sides. */
export function isClear({ painted }: Pick<HeadPart, 'painted'>): boolean {
  return painted.transparent && painted.side === FrontSide;
}

/** A joint where it rests. */
export interface HeadJoint {
  readonly node: Object3D;
  readonly rotation: Quaternion;
  readonly position: Vector3;
  /** Orientation of what it hangs on, at rest in head space. */
  readonly above: Quaternion;
}

/** A rigged head, ready to be posed: metres, y up, facing +z. */
export interface Head {
  readonly scene: Group;
  readonly parts: readonly HeadPart[];
  readonly joints: ReadonlyMap<string, HeadJoint>;
  /** Names of the morph targets that are meant to be moved, by index into every part's influences. */
  readonly shapes: ReadonlyMap<string, number>;
  readonly clips: readonly AnimationClip[];
  /** Of the bind pose. */
  readonly box: Box3;
}

/** Targets that only complete the clip of their name. */
const CORRECTIVE = /^captured/;

/** Takes targets away from a part that none of them moves: each would be looked up at each of its vertices. */
function dropUnmoved(geometry: BufferGeometry): void {
  const targets = geometry.morphAttributes.position ?? [];
  if (targets.some(({ array }) => array.some((x) => x !== 0))) return;
  geometry.morphAttributes = {};
}

/** Gives a solid part all maps that another may have: a program for each kind of part would take a tenth of a second each. */
function shareProgram(material: MeshStandardMaterial, white: DataTexture): void {
  if (material.transparent || material.alphaTest > 0) return;
  material.aoMap ??= white;
  material.roughnessMap ??= white;
  material.metalnessMap ??= white;
}

/** @throws {Error} no GLB, or one without a skinned head */
export async function loadHead(bytes: Uint8Array<ArrayBuffer>): Promise<Head> {
  const { scene, animations } = await new GLTFLoader().parseAsync(bytes.buffer, '');
  scene.updateMatrixWorld(true);
  const parts: HeadPart[] = [];
  const white = new DataTexture(new Uint8Array([255, 255, 255, 255]), 1, 1);
  white.needsUpdate = true;
  scene.traverse((object) => {
    if (!(object instanceof SkinnedMesh)) return;
    const mesh = object as HeadPart['mesh'];
    // Bounds of the bind pose do not hold a head that moves.
    mesh.frustumCulled = false;
    dropUnmoved(mesh.geometry);
    shareProgram(mesh.material, white);
    // Edges of hair and lashes are as soft as the picture's samples allow.
    mesh.material.alphaToCoverage = mesh.material.alphaTest > 0;
    parts.push({ mesh, painted: mesh.material });
  });
  if (parts.length === 0) throw new Error('the file holds no skinned head');
  const joints = new Map<string, HeadJoint>();
  for (const node of parts[0].mesh.skeleton.bones)
    joints.set(node.name, {
      node,
      rotation: node.quaternion.clone(),
      position: node.position.clone(),
      above: node.parent?.getWorldQuaternion(new Quaternion()) ?? new Quaternion(),
    });
  const targets = Object.entries(parts[0].mesh.morphTargetDictionary ?? {});
  const shapes = new Map(targets.filter(([name]) => !CORRECTIVE.test(name)));
  const box = new Box3();
  for (const { mesh } of parts)
    box.union(new Box3().setFromBufferAttribute(mesh.geometry.getAttribute('position') as BufferAttribute));
  return { scene, parts, joints, shapes, clips: animations, box };
}
