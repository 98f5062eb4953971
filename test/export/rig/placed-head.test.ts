import { describe, expect, it } from 'vitest';
import { placedHead } from '../../../src/export/rig/placed-head.ts';
import { posedVertices, type RigPose } from '../../../src/export/rig/posed-vertices.ts';
import type { RiggedHead } from '../../../src/export/rig/rigged-head.ts';
import { quaternionFromAxisAngle, rotateVector, rotationFromQuaternion } from '../../../src/geometry/quaternion.ts';
import { applySimilarity } from '../../../src/geometry/similarity.ts';
import { expectClose } from '../../helpers/close.ts';
import { smallRig } from '../../helpers/meshes/small-rig.ts';

const turn = quaternionFromAxisAngle([0.3, -1.2, 0.5]);
const place = { scale: 0.1, rotation: rotationFromQuaternion(turn), translation: Float64Array.of(4, -5, 6) };
const small = smallRig(Uint8Array.of(1), Uint8Array.of(2));
const rig: RiggedHead = {
  ...small,
  primitives: [
    { ...small.primitives[0], normals: Float32Array.of(0, 0, 1, 0, 1, 0, 1, 0, 0, 0, 0, 1) },
    small.primitives[1],
  ],
  animations: [
    {
      name: 'clip',
      times: Float32Array.of(0),
      rotations: new Map([['jaw', Float32Array.from(quaternionFromAxisAngle([0.4, 0.1, -0.2]))]]),
      translations: new Map([['jaw', Float32Array.of(1, -2, 3)]]),
      weights: new Map(),
    },
  ],
};
const placed = placedHead(rig, place);
const weights = new Map([['smile', 0.7]]);

describe('a rig that is placed elsewhere', () => {
  it('moves as before, seen from there', () => {
    const there = (v: readonly number[], scale: number): number[] => rotateVector(turn, v).map((x) => scale * x);
    const pose = (scale: number, along: (v: readonly number[], by: number) => number[]): RigPose =>
      new Map([
        ['head', { rotation: along([0.2, 0.5, -0.1], 1) }],
        ['jaw', { rotation: along([0.4, 0, 0.1], 1), translation: along([1, -2, 3], scale) }],
      ]);
    const here = posedVertices(
      rig,
      pose(1, (v) => [...v]),
      weights,
    );
    const moved = posedVertices(placed, pose(place.scale, there), weights);
    for (const [p, positions] of moved.entries())
      expectClose(positions, applySimilarity(place, here[p]), { atol: 1e-6 });
  });

  it('plays its clips as before', () => {
    const [clip] = placed.animations ?? [];
    const turned = quaternionFromAxisAngle(rotateVector(turn, [0.4, 0.1, -0.2]));
    expectClose(clip.rotations.get('jaw') ?? [], turned, { atol: 1e-6 });
    expectClose(clip.translations?.get('jaw') ?? [], rotateVector(turn, [0.1, -0.2, 0.3]), { atol: 1e-6 });
  });

  it('has its surface, joints and normals there too', () => {
    expectClose(placed.surface.positions, applySimilarity(place, rig.surface.positions), { atol: 1e-12 });
    expectClose(placed.joints[1].position, applySimilarity(place, rig.joints[1].position), { atol: 1e-12 });
    expectClose(placed.joints[1].turn ?? [], rotateVector(turn, [0.2, 0, 0]), { atol: 1e-12 });
    expectClose(placed.primitives[0].normals?.subarray(0, 3) ?? [], rotateVector(turn, [0, 0, 1]), { atol: 1e-6 });
    expect(placed.primitives[0].weights).toBe(rig.primitives[0].weights);
  });
});
