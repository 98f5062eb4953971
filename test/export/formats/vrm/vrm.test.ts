import { type VRM as Avatar, VRMLoaderPlugin } from '@pixiv/three-vrm';
import validator from 'gltf-validator';
import { type Mesh, Object3D, type SkinnedMesh, Vector3 } from 'three';
import { describe, expect, it } from 'vitest';
import { STRICTEST_META } from '../../../../src/export/formats/vrm/strictest-meta.ts';
import { vrmBytes } from '../../../../src/export/formats/vrm/vrm.ts';

import type { RiggedHead } from '../../../../src/export/rig/rigged-head.ts';
import { expectClose } from '../../../helpers/close.ts';
import { avatarRig } from '../../../helpers/meshes/avatar-rig.ts';
import { gltfInThree } from '../../../helpers/meshes/load-in-three.ts';
import { plainPng } from '../../../helpers/meshes/small-rig.ts';

const SHAPES = [
  ...['eyeBlink', 'eyeLookUp', 'eyeLookDown', 'eyeLookIn', 'eyeLookOut', 'mouthSmile', 'cheekSquint', 'eyeSquint'],
].flatMap((name) => [`${name}Left`, `${name}Right`]);
const rig = avatarRig(await plainPng(200), await plainPng(10), [...SHAPES, 'jawOpen']);

async function avatarOf(bytes: Uint8Array): Promise<Avatar> {
  const { userData } = await gltfInThree(bytes, (parser) => new VRMLoaderPlugin(parser));
  userData.vrm.scene.updateMatrixWorld(true);
  return userData.vrm;
}

function skinOf({ scene }: Avatar): SkinnedMesh {
  const [skin] = scene.getObjectsByProperty('isSkinnedMesh', true) as SkinnedMesh[];
  return skin;
}

/** By name, those that are not 0. */
function weightsOf({ morphTargetDictionary = {}, morphTargetInfluences = [] }: Mesh): Record<string, number> {
  return Object.fromEntries(
    Object.entries(morphTargetDictionary).flatMap(([name, m]) =>
      morphTargetInfluences[m] === 0 ? [] : [[name, morphTargetInfluences[m]]],
    ),
  );
}

const bytes = await vrmBytes(rig, STRICTEST_META);
const avatar = await avatarOf(bytes);

describe('VRM', () => {
  it('is a GLB that the Khronos validator accepts', async () => {
    const { issues } = await validator.validateBytes(bytes);
    expect(issues.messages.filter(({ severity }: { severity: number }) => severity <= 1)).toEqual([]);
  });

  it('has in three-vrm every bone that VRM requires, at places that a body has', () => {
    const place = (name: Parameters<typeof avatar.humanoid.getRawBoneNode>[0]): Vector3 => {
      const node = avatar.humanoid.getRawBoneNode(name);
      expect(node, name).not.toBeNull();
      return new Vector3().setFromMatrixPosition((node as Object3D).matrixWorld);
    };
    const upwards = [
      'leftFoot',
      'leftLowerLeg',
      'leftUpperLeg',
      'hips',
      'spine',
      'chest',
      'upperChest',
      'neck',
      'head',
    ];
    const heights = upwards.map((name) => place(name as 'hips').y);
    expect(heights).toEqual([...heights].sort((a, b) => a - b));
    expect(heights[0]).toBeGreaterThan(0);
    for (const name of ['UpperArm', 'LowerArm', 'Hand', 'UpperLeg', 'LowerLeg', 'Foot']) {
      const [left, right] = [place(`left${name}` as 'leftHand'), place(`right${name}` as 'rightHand')];
      expect(left.x, name).toBeGreaterThan(0);
      expectClose(right.toArray(), [-left.x, left.y, left.z], { atol: 1e-7 });
    }
    expect(place('leftEye').x).toBeGreaterThan(place('rightEye').x);
    expect(place('head').y).toBeCloseTo(1.435 + 0.112, 6);
  });

  it('stands over the ground whole: skin and joints moved by the same', () => {
    const skin = skinOf(avatar);
    const moved = new Vector3().fromBufferAttribute(skin.geometry.attributes.position, 1);
    skin.applyBoneTransform(1, moved);
    const [x, y, z] = [30.1 - 2, 1435 + 155, 116].map((mm) => mm / 1000);
    expectClose(moved.toArray(), [x, y, z], { atol: 1e-6 });
  });

  it.each([
    ['blink', { eyeBlinkLeft: 1, eyeBlinkRight: 1 }],
    ['blinkLeft', { eyeBlinkLeft: 1 }],
    ['blinkRight', { eyeBlinkRight: 1 }],
    ['lookLeft', { eyeLookOutLeft: 1, eyeLookInRight: 1 }],
    ['aa', { jawOpen: 0.6 }],
    ['eyeSquintLeft', { eyeSquintLeft: 1 }],
  ])('shows %s in three-vrm', (name, wanted) => {
    const manager = avatar.expressionManager;
    manager?.setValue(name, 1);
    avatar.update(0);
    const shown = weightsOf(skinOf(avatar));
    expect(Object.keys(shown).sort()).toEqual(Object.keys(wanted).sort());
    for (const [target, weight] of Object.entries(wanted)) expect(shown[target]).toBeCloseTo(weight, 6);
    manager?.setValue(name, 0);
    avatar.update(0);
    expect(weightsOf(skinOf(avatar))).toEqual({});
  });

  it('leaves out what it has no shapes for, and takes visemes where they are', async () => {
    const names = (of: Avatar) => Object.keys(of.expressionManager?.presetExpressionMap ?? {});
    expect(names(avatar)).not.toContain('angry');
    expect(names(avatar)).toEqual(expect.arrayContaining(['neutral', 'happy', 'blink', 'aa', 'lookUp']));
    const speaking = await avatarOf(
      await vrmBytes(avatarRig(await plainPng(1), await plainPng(2), ['jawOpen', 'viseme_aa']), STRICTEST_META),
    );
    speaking.expressionManager?.setValue('aa', 1);
    speaking.update(0);
    expect(weightsOf(skinOf(speaking))).toEqual({ viseme_aa: 1 });
  });

  it('turns its eyes by their bones, up and to its left', () => {
    const target = new Object3D();
    target.position.set(10, 12, 10);
    target.updateMatrixWorld(true);
    if (avatar.lookAt) avatar.lookAt.target = target;
    avatar.update(0);
    avatar.scene.updateMatrixWorld(true);
    const eye = avatar.humanoid.getRawBoneNode('leftEye') as Object3D;
    const ahead = new Vector3(0, 0, 1).transformDirection(eye.matrixWorld);
    expect(ahead.x).toBeGreaterThan(0.3);
    expect(ahead.y).toBeGreaterThan(0.2);
    if (avatar.lookAt) avatar.lookAt.target = null;
  });

  it('says of its licence what it was told, and the strictest where it was told nothing', async () => {
    expect(avatar.meta).toMatchObject({
      metaVersion: '1',
      licenseUrl: 'https://vrm.dev/licenses/1.0/',
      avatarPermission: 'onlyAuthor',
      allowRedistribution: false,
      modification: 'prohibited',
    });
    const own = await avatarOf(await vrmBytes(rig, { ...STRICTEST_META, authors: ['me'], allowRedistribution: true }));
    expect(own.meta).toMatchObject({ authors: ['me'], allowRedistribution: true });
  });

  it('rests, whatever the rig is shown with, and keeps no clips', async () => {
    const shown: RiggedHead = {
      ...rig,
      joints: rig.joints.map((joint) => (joint.name === 'jaw' ? { ...joint, turn: [0.3, 0, 0] } : joint)),
      weights: new Map([['jawOpen', 0.5]]),
      animations: [{ name: 'jawOpen', times: Float32Array.of(0), rotations: new Map(), weights: new Map() }],
    };
    const resting = await avatarOf(await vrmBytes(shown, STRICTEST_META));
    expect(weightsOf(skinOf(resting))).toEqual({});
    expect(skinOf(resting).morphTargetDictionary).not.toHaveProperty('jawOpen');
    expectClose(resting.humanoid.getRawBoneNode('jaw')?.quaternion.toArray() ?? [], [0, 0, 0, 1], { atol: 0 });
  });
});
