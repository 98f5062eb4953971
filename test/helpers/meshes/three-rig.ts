import { Matrix4, type Object3D, Quaternion, SkinnedMesh, Vector3 } from 'three';
import type { JointPose, MorphWeights, RigPose } from '../../../src/export/rig/posed-vertices.ts';
import { loadInThree } from './load-in-three.ts';

const MM_PER_METRE = 1000;

/** A rig as three.js has it, to be posed there: what our own forward is held against. */
export interface ThreeRig {
  /** @returns [V, 3] mm of each primitive */
  posed(pose: RigPose, weights: MorphWeights): Float64Array[];
}

export async function threeRig(glb: Uint8Array): Promise<ThreeRig> {
  const scene = await loadInThree(glb);
  const meshes: SkinnedMesh[] = [];
  scene.traverse((object) => {
    if (object instanceof SkinnedMesh) meshes.push(object);
  });
  if (meshes.length === 0) throw new Error('no skinned mesh in the GLB');
  return {
    posed: (pose, weights) => {
      for (const mesh of meshes) {
        poseBones(mesh, pose);
        weighMorphs(mesh, weights);
      }
      scene.updateMatrixWorld(true);
      return meshes.map(vertices);
    },
  };
}

/** A bone's local matrix is P^-1 D J: its parent's and its own place at rest, and between them its pose in head space. */
function poseBones({ skeleton }: SkinnedMesh, pose: RigPose): void {
  const rest = new Map<Object3D, Matrix4>(
    skeleton.bones.map((bone, j) => [bone, skeleton.boneInverses[j].clone().invert()]),
  );
  const missing = new Set(pose.keys());
  for (const bone of skeleton.bones) {
    const own = rest.get(bone) as Matrix4;
    const parent = (bone.parent && rest.get(bone.parent)) ?? new Matrix4();
    const moved = motion(pose.get(bone.name) ?? {}, new Vector3().setFromMatrixPosition(own));
    parent.clone().invert().multiply(moved).multiply(own).decompose(bone.position, bone.quaternion, bone.scale);
    missing.delete(bone.name);
  }
  if (missing.size > 0) throw new Error(`no bones ${[...missing].join(', ')}`);
}

function motion({ rotation = [0, 0, 0], translation = [0, 0, 0] }: JointPose, pivot: Vector3): Matrix4 {
  const axis = new Vector3().fromArray(Array.from(rotation));
  const turn = new Quaternion().setFromAxisAngle(axis.clone().normalize(), axis.length());
  const shift = new Vector3().fromArray(Array.from(translation)).divideScalar(MM_PER_METRE);
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

function vertices(mesh: SkinnedMesh): Float64Array {
  const { count } = mesh.geometry.attributes.position;
  const out = new Float64Array(3 * count);
  const place = new Vector3();
  for (let v = 0; v < count; v++)
    mesh
      .getVertexPosition(v, place)
      .applyMatrix4(mesh.matrixWorld)
      .multiplyScalar(MM_PER_METRE)
      .toArray(out, 3 * v);
  return out;
}
