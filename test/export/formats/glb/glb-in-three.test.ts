import validator from 'gltf-validator';
import { describe, expect, it } from 'vitest';
import { EXPORT_DEFAULTS } from '../../../../src/export/formats/export-choices.ts';
import { GLB, glbBytes } from '../../../../src/export/formats/glb/glb.ts';
import { posedVertices } from '../../../../src/export/rig/posed-vertices.ts';
import { expectClose } from '../../../helpers/close.ts';
import { plainPng, smallRig } from '../../../helpers/meshes/small-rig.ts';
import { threeRig } from '../../../helpers/meshes/three-rig.ts';

const rig = smallRig(await plainPng(200), await plainPng(10));
const three = await threeRig(await glbBytes(rig));

describe('a GLB in three.js', () => {
  it.each([
    ['at rest', {}, {}],
    ['with its jaw moved', { jaw: { rotation: [0.4, 0.1, -0.2], translation: [1, -2, 3] } }, {}],
    ['with its head turned', { head: { rotation: [0, 1, 0] } }, {}],
    ['with shapes', {}, { smile: 0.7, blink: 1 }],
    ['all at once', { head: { rotation: [0.2, -0.5, 0] }, jaw: { rotation: [0.4, 0, 0] } }, { smile: 1.3 }],
  ])('has its vertices where we have them %s', (_, joints, shapes) => {
    const pose = new Map(Object.entries(joints));
    const weights = new Map(Object.entries(shapes));
    const ours = posedVertices(rig, pose, weights);
    const theirs = three.posed(pose, weights);
    expect(theirs).toHaveLength(ours.length);
    // A GLB's metres are in single precision.
    for (const [p, positions] of theirs.entries()) expectClose(positions, ours[p], { atol: 1e-4 });
  });
});

describe('a packed GLB', async () => {
  const [{ content }] = await GLB.files(rig, 'me', { ...EXPORT_DEFAULTS, compress: 'meshopt' });
  const packed = content as Uint8Array;

  it('says that its readers need the codec, and the Khronos validator has nothing against the rest', async () => {
    const { issues } = await validator.validateBytes(packed);
    expect(Buffer.from(packed).includes('"extensionsRequired":["EXT_meshopt_compression"]')).toBe(true);
    expect(issues.messages.filter(({ severity }: { severity: number }) => severity <= 0)).toEqual([]);
  });

  it('has its vertices where we have them, to some micrometres', async () => {
    const posable = await threeRig(packed);
    const pose = new Map([['jaw', { rotation: [0.4, 0.1, -0.2] }]]);
    const weights = new Map([['smile', 0.7]]);
    const ours = posedVertices(rig, pose, weights);
    for (const [p, positions] of posable.posed(pose, weights).entries())
      expectClose(positions, ours[p], { atol: 0.008 });
  });
});
