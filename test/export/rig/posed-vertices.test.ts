import { describe, expect, it } from 'vitest';
import { type JointPose, jointTransforms, posedVertices } from '../../../src/export/rig/posed-vertices.ts';
import type { RigJoint } from '../../../src/export/rig/rigged-head.ts';
import { expectClose } from '../../helpers/close.ts';
import { smallRig } from '../../helpers/meshes/small-rig.ts';
import { refusalOf } from '../../helpers/refusal-of.ts';

const rig = smallRig(new Uint8Array(), new Uint8Array());
const NONE = new Map();
const QUARTER = Math.PI / 2;

const posed = (pose: Readonly<Record<string, JointPose>>, weights: Readonly<Record<string, number>> = {}) =>
  posedVertices(rig, new Map(Object.entries(pose)), new Map(Object.entries(weights)));

describe('posed vertices', () => {
  it('are those at rest where nothing is posed, whatever the rig is shown as', () => {
    const rest = posed({});
    expect(rest).toHaveLength(2);
    for (const [p, { positions }] of rig.primitives.entries()) expectClose(rest[p], positions, { atol: 1e-13 });
  });

  it('add morphs by their weights, to the parts that have them', () => {
    const [skin, eye] = posed({}, { smile: -0.5, blink: 1 });
    expectClose(skin, [0, 0, 0, 29.6, -1, -1.5, 30, 40, 0, 0, 40, 0.5], { atol: 1e-12 });
    expectClose(eye, rig.primitives[1].positions, { atol: 1e-13 });
  });

  it('turn about the joint, then shift, along the axes of head space', () => {
    // A quarter about x: y goes to z, z to -y.
    const [, eye] = posed({ jaw: { rotation: [QUARTER, 0, 0], translation: [1, 2, 3] } });
    expectClose(eye.slice(0, 3), [0 + 1, -40 + 15 + 2, 20 + 40 + 3], { atol: 1e-12 });
  });

  it('blend the joints by their weights after the morphs', () => {
    const [skin] = posed({ jaw: { translation: [0, -8, 0] } }, { smile: 1 });
    expectClose(skin, [0, 0, 0, 31.1, 2 - 2, 3, 30, 40 - 4, 0, 0, 40 - 6, -1], { atol: 1e-12 });
  });

  it('follow their parents: a pose of the root moves all as one', () => {
    const pose = { head: { rotation: [0.3, -0.2, 0.5], translation: [4, 5, 6] } };
    const [skin] = posed({ ...pose, jaw: { rotation: [0, 0.4, 0] } });
    const [before] = posed({ jaw: { rotation: [0, 0.4, 0] } });
    const { linear, offset } = jointTransforms(rig.joints.slice(0, 1), new Map(Object.entries(pose)));
    const moved = before.map((_, i) => {
      const [v, k] = [i - (i % 3), i % 3];
      return (
        linear[3 * k] * before[v] + linear[3 * k + 1] * before[v + 1] + linear[3 * k + 2] * before[v + 2] + offset[k]
      );
    });
    expectClose(skin, moved, { atol: 1e-12 });
  });

  it('refuse names that the rig lacks', () => {
    expect(refusalOf(() => posed({ chin: {} }))).toMatchObject({
      kind: 'input',
      message: 'pose: must name what the rig has; received chin',
      hint: 'it has head, jaw',
    });
    expect(refusalOf(() => posed({}, { frown: 1 }))).toMatchObject({
      message: 'weights: must name what the rig has; received frown',
    });
  });
});

describe('transforms of joints', () => {
  const joints: readonly RigJoint[] = [
    { name: 'a', parent: -1, position: [0, 0, 0] },
    { name: 'b', parent: 0, position: [0, 10, 0] },
    { name: 'c', parent: 1, position: [0, 20, 0] },
  ];

  it("run down the chain, a child's turn before its parent's", () => {
    const pose = new Map([
      ['a', { rotation: [0, 0, QUARTER] }],
      ['b', { rotation: [QUARTER, 0, 0] }],
      ['c', { translation: [0, 0, 1] }],
    ]);
    const { linear, offset } = jointTransforms(joints, pose);
    // The tip (0, 30, 1): c shifts it to z = 2; b turns (0, 20, 2) about y = 10 to (0, 8, 20); a turns that to (-8, 0, 20).
    const [L, o] = [linear.subarray(18), offset.subarray(6)];
    const tip = [0, 1, 2].map((k) => 30 * L[3 * k + 1] + L[3 * k + 2] + o[k]);
    expectClose(tip, [-8, 0, 20], { atol: 1e-12 });
  });

  it('are the identity at rest', () => {
    const { linear, offset } = jointTransforms(joints, NONE);
    expectClose(linear, [1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0, 0, 1, 0, 0, 0, 1], {});
    expectClose(offset, new Float64Array(9), {});
  });
});
