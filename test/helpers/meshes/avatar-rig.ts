import type { RiggedHead, RigJoint } from '../../../src/export/rig/rigged-head.ts';
import { quaternionFromAxisAngle } from '../../../src/geometry/quaternion.ts';
import { smallRig } from './small-rig.ts';

/** The small rig on the head's seven joints, one of which is turned at rest, with the targets that it is given. */
export function avatarRig(skin: Uint8Array, eye: Uint8Array, targets: readonly string[]): RiggedHead {
  const rig = smallRig(skin, eye);
  const joint = (name: string, parent: number, position: RigJoint['position']): RigJoint => ({
    name,
    parent,
    position,
    rotation: [0, 0, 0, 1],
  });
  const [skinPart, eyePart] = rig.primitives;
  return {
    ...rig,
    joints: [
      joint('root', -1, [2, -155, -116]),
      joint('neck', 0, [1, -115, -104]),
      { ...joint('head', 1, [0, -43, -76]), rotation: [0.6, 0, 0, 0.8] },
      joint('jaw', 2, [0, -37, -61]),
      joint('eye_L', 2, [31.5, 0, -5]),
      joint('eye_R', 2, [-31.5, 0, -5]),
      joint('tongue', 3, [0, -79, -58]),
    ],
    primitives: [
      {
        ...skinPart,
        weights: { influences: 1, joints: Uint16Array.of(2, 2, 3, 3), weights: new Float32Array(4).fill(1) },
        morphs: new Map(targets.map((name, k) => [name, new Float32Array(12).fill(k + 1)])),
      },
      {
        ...eyePart,
        weights: { influences: 1, joints: new Uint16Array(3).fill(4), weights: new Float32Array(3).fill(1) },
      },
    ],
    shapes: { sets: new Map([['arkit', targets]]), written: ['arkit'] },
    weights: new Map(),
  };
}

/**
 * The same with two targets and a clip. Its two triangles of skin lie apart as a texture's seam has them: a vertex of the second
 * is one of the first.
 */
export function seamRig(skinPng: Uint8Array, eyePng: Uint8Array): RiggedHead {
  const plain = avatarRig(skinPng, eyePng, ['smile', 'eyeBlinkLeft']);
  const [skin, eye] = plain.primitives;
  return {
    ...plain,
    primitives: [
      {
        ...skin,
        positions: Float64Array.of(
          ...skin.positions.slice(0, 9),
          ...skin.positions.slice(0, 3),
          ...skin.positions.slice(9),
        ),
        uvs: Float64Array.of(...skin.uvs.slice(0, 6), 0.25, 0.75, ...skin.uvs.slice(6)),
        triangles: Uint32Array.of(0, 1, 2, 3, 2, 4),
        welded: Uint32Array.of(0, 1, 2, 0, 4),
        weights: { influences: 1, joints: Uint16Array.of(2, 2, 3, 2, 3), weights: new Float32Array(5).fill(1) },
        morphs: new Map([
          ['smile', Float32Array.of(0, 0, 5, 1, 2, 3, 0, 0, 0, 0, 0, 5, 0, 0, -1)],
          ['eyeBlinkLeft', new Float32Array(15)],
        ]),
      },
      eye,
    ],
    animations: [
      {
        name: 'captured views/04.jpg',
        times: Float32Array.of(0, 0.5),
        rotations: new Map([['jaw', Float32Array.of(0, 0, 0, 1, ...quaternionFromAxisAngle([0.4, 0.1, 0]))]]),
        translations: new Map([['head', Float32Array.of(0, 0, 0, 1, 2, 3)]]),
        weights: new Map([['smile', Float32Array.of(0, 0.5)]]),
      },
    ],
  };
}
