import { NodeIO } from '@gltf-transform/core';
import { EXTMeshoptCompression, KHRTextureBasisu } from '@gltf-transform/extensions';
import validator from 'gltf-validator';
import { MeshoptDecoder } from 'meshoptimizer';
import { describe, expect, it } from 'vitest';
import { EXPORT_DEFAULTS } from '../../../../src/export/formats/export-choices.ts';
import { GLB, glbBytes } from '../../../../src/export/formats/glb/glb.ts';
import { posedVertices } from '../../../../src/export/rig/posed-vertices.ts';
import { encodePng } from '../../../../src/image/image-file.ts';
import { expectClose } from '../../../helpers/close.ts';
import { basisPicture } from '../../../helpers/meshes/basis-picture.ts';
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

describe('a GLB with pictures as KTX2', async () => {
  const [width, height] = [64, 32];
  // As smooth as skin, brighter to the right.
  const data = Uint8Array.from(
    { length: 3 * width * height },
    (_, i) => 60 + 2 * (Math.floor(i / 3) % width) + 20 * (i % 3),
  );
  const painted = smallRig(await encodePng({ width, height, data }), await plainPng(10));
  const [{ content }] = await GLB.files(painted, 'me', { ...EXPORT_DEFAULTS, compress: 'meshopt', pictures: 'ktx2' });
  const packed = content as Uint8Array;

  it('says that its readers need both codecs, and the Khronos validator has nothing against the rest', async () => {
    const { issues } = await validator.validateBytes(packed);
    expect(Buffer.from(packed).includes('"extensionsRequired":["EXT_meshopt_compression","KHR_texture_basisu"]')).toBe(
      true,
    );
    const codes = issues.messages
      .filter(({ severity }: { severity: number }) => severity <= 1)
      .map(({ code }: { code: string }) => code);
    // It knows neither that type of picture nor its content.
    expect(new Set(codes)).toEqual(new Set(['VALUE_NOT_IN_LIST', 'IMAGE_UNRECOGNIZED_FORMAT']));
  });

  it('has what was painted, with mipmaps, for another transcoder', async () => {
    const root = (
      await new NodeIO()
        .registerExtensions([KHRTextureBasisu, EXTMeshoptCompression])
        .registerDependencies({ 'meshopt.decoder': MeshoptDecoder })
        .readBinary(packed)
    ).getRoot();
    const [skin] = root.listMaterials().map((material) => material.getBaseColorTexture());
    expect(root.listTextures().map((texture) => texture.getMimeType())).toEqual(['image/ktx2', 'image/ktx2']);
    const shown = await basisPicture(skin?.getImage() ?? new Uint8Array());
    expect([shown.width, shown.height, shown.levels]).toEqual([width, height, 7]);
    const off = data.map((value, i) => Math.abs(value - shown.data[4 * Math.floor(i / 3) + (i % 3)]));
    expect(off.reduce((sum, x) => sum + x, 0) / off.length).toBeLessThan(3);
  });
});
