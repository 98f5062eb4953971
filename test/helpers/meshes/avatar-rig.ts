import type { RiggedHead, RigJoint } from '../../../src/export/rig/rigged-head.ts';
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
