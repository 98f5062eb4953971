import { type Bone, type Group, Matrix4, type Object3D, Quaternion, SkinnedMesh, Vector3 } from 'three';
import type { JointPose, MorphWeights, RigPose } from '../../../src/export/rig/posed-vertices.ts';
import { loadInThree } from './load-in-three.ts';

/** A rig as three.js has it, to be posed there: what our own forward is held against. */
export interface ThreeRig {
  /** @returns [V, 3] mm of each mesh, in its vertices' order */
  posed(pose: RigPose, weights: MorphWeights): Float64Array[];
}

/** How a file lies against head space. */
export interface FileSpace {
  readonly mmPerUnit: number;
  /** Head space's axes in the file's. */
  readonly axes: Matrix4;
}

const METRES: FileSpace = { mmPerUnit: 1000, axes: new Matrix4() };

export async function threeRig(glb: Uint8Array): Promise<ThreeRig> {
  return posableScene(await loadInThree(glb));
}

export function posableScene(scene: Group, space: FileSpace = METRES): ThreeRig {
  const meshes: SkinnedMesh[] = [];
  scene.updateMatrixWorld(true);
  scene.traverse((object) => {
    if (object instanceof SkinnedMesh) meshes.push(object);
  });
  if (meshes.length === 0) throw new Error('no skinned mesh in the file');
  const rest = restOf(scene, meshes);
  return {
    posed: (pose, weights) => {
      poseBones(rest, pose, space);
      for (const mesh of meshes) weighMorphs(mesh, weights);
      scene.updateMatrixWorld(true);
      return meshes.map((mesh) => vertices(mesh, space));
    },
  };
}

/** Where each bone is bound: as skins say it, else as the file shows it. */
function restOf(scene: Group, meshes: readonly SkinnedMesh[]): Map<Object3D, Matrix4> {
  const back = scene.matrixWorld.clone().invert();
  const rest = new Map<Object3D, Matrix4>();
  for (const bone of scene.getObjectsByProperty('isBone', true) as Bone[])
    rest.set(bone, back.clone().multiply(bone.matrixWorld));
  for (const { skeleton } of meshes)
    for (const [j, bone] of skeleton.bones.entries()) rest.set(bone, skeleton.boneInverses[j].clone().invert());
  return rest;
}

/** A bone's local matrix is P^-1 D J: its parent's and its own place at rest, and between them its pose in head space. */
function poseBones(rest: ReadonlyMap<Object3D, Matrix4>, pose: RigPose, space: FileSpace): void {
  const missing = new Set(pose.keys());
  for (const [bone, own] of rest) {
    const parent = (bone.parent && rest.get(bone.parent)) ?? new Matrix4();
    const moved = motion(pose.get(bone.name) ?? {}, new Vector3().setFromMatrixPosition(own), space);
    parent.clone().invert().multiply(moved).multiply(own).decompose(bone.position, bone.quaternion, bone.scale);
    missing.delete(bone.name);
  }
  if (missing.size > 0) throw new Error(`no bones ${[...missing].join(', ')}`);
}

function motion(
  { rotation = [0, 0, 0], translation = [0, 0, 0] }: JointPose,
  pivot: Vector3,
  { mmPerUnit, axes }: FileSpace,
): Matrix4 {
  const axis = new Vector3().fromArray(Array.from(rotation)).applyMatrix4(axes);
  const turn = new Quaternion().setFromAxisAngle(axis.clone().normalize(), axis.length());
  const shift = new Vector3().fromArray(Array.from(translation)).applyMatrix4(axes).divideScalar(mmPerUnit);
  return new Matrix4()
    .makeTranslation(pivot.clone().add(shift))
    .multiply(new Matrix4().makeRotationFromQuaternion(turn))
    .multiply(new Matrix4().makeTranslation(pivot.clone().negate()));
}

function weighMorphs({ morphTargetDictionary, morphTargetInfluences }: SkinnedMesh, weights: MorphWeights): void {
  morphTargetInfluences?.fill(0);
  for (const [name, weight] of weights) {
    const target = morphTargetDictionary?.[name];
    if (target === undefined || morphTargetInfluences === undefined) throw new Error(`no morph target ${name}`);
    morphTargetInfluences[target] = weight;
  }
}

function vertices(mesh: SkinnedMesh, { mmPerUnit }: FileSpace): Float64Array {
  const { count } = mesh.geometry.attributes.position;
  const out = new Float64Array(3 * count);
  const place = new Vector3();
  for (let v = 0; v < count; v++)
    mesh
      .getVertexPosition(v, place)
      .applyMatrix4(mesh.matrixWorld)
      .multiplyScalar(mmPerUnit)
      .toArray(out, 3 * v);
  return out;
}
