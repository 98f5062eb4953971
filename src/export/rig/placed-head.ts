import { conjugate, multiplyQuaternions, type Quaternion, quaternionFromRotation } from '../../geometry/quaternion.ts';
import { applySimilarity, type Similarity } from '../../geometry/similarity.ts';
import type { RigAnimation, RiggedHead, RigPrimitive } from './rigged-head.ts';

/**
 * A rig elsewhere: x' = s R x + t for all places, s R d for all displacements, R n for normals; what turns joints along the
 * axes of head space turns them along where these axes point then. Weights, UVs and pictures stay.
 */
export function placedHead(head: RiggedHead, place: Similarity): RiggedHead {
  const turn = quaternionFromRotation(place.rotation);
  const displaced = { ...place, translation: NOWHERE };
  const points = (positions: Float64Array): Float64Array => applySimilarity(place, positions);
  const vector = (v: ArrayLike<number>, by: Similarity): [number, number, number] => {
    const [x, y, z] = applySimilarity(by, v);
    return [x, y, z];
  };
  return {
    ...head,
    joints: head.joints.map((joint) => ({
      ...joint,
      position: vector(joint.position, place),
      rotation: multiplyQuaternions(turn, joint.rotation),
      ...(joint.turn === undefined ? {} : { turn: vector(joint.turn, { ...displaced, scale: 1 }) }),
    })),
    primitives: head.primitives.map((primitive) => placedPrimitive(primitive, place)),
    surface: { ...head.surface, positions: points(head.surface.positions) },
    ...(head.animations === undefined
      ? {}
      : { animations: head.animations.map((clip) => placedClip(clip, turn, displaced)) }),
  };
}

const NOWHERE = new Float64Array(3);

function placedPrimitive(primitive: RigPrimitive, place: Similarity): RigPrimitive {
  const displaced = { ...place, translation: NOWHERE };
  const { positions, normals, morphs } = primitive;
  return {
    ...primitive,
    positions: applySimilarity(place, positions),
    ...(normals === undefined
      ? {}
      : { normals: Float32Array.from(applySimilarity({ ...displaced, scale: 1 }, normals)) }),
    morphs: new Map(
      Array.from(morphs, ([name, delta]) => [name, Float32Array.from(applySimilarity(displaced, delta))] as const),
    ),
  };
}

/** D' = R D R^-1 of turns, s R t of shifts. */
function placedClip(clip: RigAnimation, turn: Quaternion, displaced: Similarity): RigAnimation {
  const back = conjugate(turn);
  const turned = (quaternions: Float32Array): Float32Array => {
    const out = new Float32Array(quaternions.length);
    for (let f = 0; f < out.length; f += 4) {
      const own = [quaternions[f], quaternions[f + 1], quaternions[f + 2], quaternions[f + 3]] as const;
      out.set(multiplyQuaternions(turn, multiplyQuaternions(own, back)), f);
    }
    return out;
  };
  return {
    ...clip,
    rotations: new Map(Array.from(clip.rotations, ([name, turns]) => [name, turned(turns)] as const)),
    ...(clip.translations === undefined
      ? {}
      : {
          translations: new Map(
            Array.from(
              clip.translations,
              ([name, shifts]) => [name, Float32Array.from(applySimilarity(displaced, shifts))] as const,
            ),
          ),
        }),
  };
}
