import { NodeIO } from '@gltf-transform/core';
import validator from 'gltf-validator';
import { describe, expect, it } from 'vitest';
import { createMorphableDecoder, decodeNeutral, decodeShape } from '../../../src/deca/decode/morphable-decoder.ts';
import { glbBytes } from '../../../src/export/formats/glb/glb.ts';
import { buildFace, createDecaRig } from '../../../src/export/rig/deca-rig.ts';
import { writtenExtras } from '../../../src/export/rig/extras/written-extras.ts';
import { beginFace, poseFace, type WrittenSets } from '../../../src/export/rig/face-rig.ts';
import { headTextures } from '../../../src/export/rig/head-textures.ts';
import { posedVertices } from '../../../src/export/rig/posed-vertices.ts';
import { writtenShapes } from '../../../src/export/rig/shapes/written-shapes.ts';
import type { FaceRigs } from '../../../src/export/rig/thread/face-rigs.ts';
import { restInfluences } from '../../../src/export/rig/weights/rest-influences.ts';
import { openKernels } from '../../../src/kernels/runtime/wasm-kernels.ts';
import { expectClose } from '../../helpers/close.ts';
import { normals } from '../../helpers/gradient-check.ts';
import { head, skeleton } from '../../helpers/meshes/skinned-head.ts';
import { threeRig } from '../../helpers/meshes/three-rig.ts';

const decoder = createMorphableDecoder(head);
const rig = createDecaRig(head, restInfluences(head));
/** A face's rig as its codes pose it. */
async function riggedFace(written: WrittenSets) {
  const rigs: Pick<FaceRigs, 'build'> = { build: async (kernels, _, work) => buildFace(kernels, rig, work) };
  const built = await beginFace(openKernels(1), { decoder, rigs }, codes, written);
  return poseFace(head, built, { codes, posed });
}
const codes = {
  shape: normals(decoder.sizes.shape, 3, 0.5),
  expression: new Float64Array(decoder.sizes.expression),
  jawPose: Float64Array.of(0.3, 0.05, 0),
};
const posed = decodeShape(decoder, codes);
const { rigged: face, weightsOf: byArkit } = await riggedFace({ shapes: ['arkit'], extras: ['cornea', 'lashes'] });
const painted = async () => {
  const skin = { width: 8, height: 8, data: new Uint8Array(192).fill(128) };
  return { ...face, textures: await headTextures(head, { skin, eye: null }, (name) => `${name}.png`) };
};

describe('the rig of a reconstructed face', () => {
  it('has the skeleton of every rig, neutral in bind pose', () => {
    expect(face.joints.map(({ name }) => name)).toEqual(skeleton.names);
    const neutral = decodeNeutral(decoder, codes.shape);
    for (const { name, quadStart } of head.parts.slice(1)) {
      const primitive = face.primitives.find((candidate) => candidate.name === name);
      const v = 3 * head.quads[4 * quadStart];
      // Teeth may stand a little further back than the decoder has them.
      expectClose(primitive?.positions.subarray(0, 3) ?? [], neutral.subarray(v, v + 3), { atol: 3 });
    }
  });

  it("shows a native expression exactly, and by ARKit's shapes what comes nearest", async () => {
    const expression = new Float64Array(decoder.sizes.expression);
    expression[head.expressions.names.indexOf('mouth-corner-puller-left')] = 0.7;
    const native = (await riggedFace({ shapes: ['native'], extras: [] })).weightsOf({ expression });
    expect([...native.weights].filter(([, weight]) => weight !== 0)).toEqual([['mouth-corner-puller-left', 0.7]]);
    expect(native.rmsMm).toBe(0);
    const { weights, rmsMm } = byArkit({ expression });
    expect(weights.get('mouthSmileLeft')).toBeGreaterThan(0.1);
    expect(weights.get('mouthSmileLeft')).toBeGreaterThan(4 * (weights.get('mouthSmileRight') ?? 0));
    expect(weights.get('jawOpen')).toBe(0);
    expect(rmsMm).toBeGreaterThan(0);
    expect(rmsMm).toBeLessThan(1);
  });

  it('turns what hangs on its jaw as the decoder does', () => {
    const pose = new Map([['jaw', { rotation: codes.jawPose }]]);
    const shown = posedVertices(face, pose, new Map());
    for (const { name, quadStart } of head.parts.slice(1)) {
      const p = face.primitives.findIndex((candidate) => candidate.name === name);
      const v = 3 * head.quads[4 * quadStart];
      expectClose(shown[p].subarray(0, 3), posed.subarray(v, v + 3), { atol: 3 });
    }
  });

  it('takes little more for corneas and lashes, and nothing where they are not written', async () => {
    const rigged = await painted();
    const [bare, worn] = await Promise.all(
      [[], rigged.extras ?? []].map((extras) => glbBytes(writtenExtras(writtenShapes({ ...rigged, extras })))),
    );
    expect(worn.length - bare.length).toBeLessThan(300_000);
    const names = async (bytes: Uint8Array) =>
      (await new NodeIO().readBinary(bytes))
        .getRoot()
        .listMaterials()
        .map((material) => material.getName());
    expect(await names(bare)).toEqual(['skin', 'eye', 'teeth', 'tongue']);
    expect(await names(worn)).toEqual(['skin', 'eye', 'teeth', 'tongue', 'cornea', 'lashes']);
  });

  it('is a GLB that the Khronos validator accepts and that three.js poses alike', async () => {
    const bytes = await glbBytes(writtenExtras(writtenShapes(await painted())));
    const { issues } = await validator.validateBytes(bytes);
    expect(issues).toMatchObject({ numErrors: 0, numWarnings: 0 });
    const three = await threeRig(bytes);
    const pose = new Map([
      ['neck', { rotation: [0.2, -0.4, 0.1] }],
      ['jaw', { rotation: [0.3, 0, 0.05], translation: [1, 0, 2] }],
      ['asm_mouth', { rotation: [0.1, 0.2, 0], translation: [2, 0, 1] }],
      ['eye_L', { rotation: [0, 0.3, 0] }],
    ]);
    const ours = posedVertices(writtenExtras(await painted()), pose, new Map());
    three.posed(pose, new Map()).forEach((theirs, p) => {
      expectClose(theirs, ours[p], { atol: 0.05 });
    });
  });
});
