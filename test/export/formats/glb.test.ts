import { NodeIO } from '@gltf-transform/core';
import validator from 'gltf-validator';
import { describe, expect, it } from 'vitest';
import { GLB } from '../../../src/export/formats/glb.ts';
import { expectClose } from '../../helpers/close.ts';
import { plainPng, smallRig } from '../../helpers/meshes/small-rig.ts';

const rig = smallRig(await plainPng(200), await plainPng(10));
const [file, ...others] = await GLB.files(rig, 'me');
const bytes = file.content as Uint8Array;
const root = (await new NodeIO().readBinary(bytes)).getRoot();

describe('GLB', () => {
  it('is one file, which the Khronos validator accepts', async () => {
    expect(file.name).toBe('me.glb');
    expect(others).toEqual([]);
    const { issues } = await validator.validateBytes(bytes);
    expect(issues.messages.filter(({ severity }: { severity: number }) => severity === 0)).toEqual([]);
  });

  it('holds joints in metres, relative to their parents, and the inverses of their rest positions', () => {
    const [skin] = root.listSkins();
    const [head, jaw] = skin.listJoints();
    expect([head.getName(), jaw.getName()]).toEqual(['head', 'jaw']);
    expect(head.listChildren()).toContain(jaw);
    expectClose(jaw.getTranslation(), [0, -0.03, 0.02 - 1 / 3000], { atol: 1e-12 });
    expectClose(jaw.getRotation(), [Math.sin(0.1), 0, 0, Math.cos(0.1)], { atol: 1e-12 });
    const inverse = skin.getInverseBindMatrices()?.getArray() as Float32Array;
    expectClose(inverse.slice(28, 31), [0, 0.04, -0.02], { atol: 1e-7 });
  });

  it('pads weights to four influences and keeps their rows', () => {
    const [primitive] = root.listMeshes()[0].listPrimitives();
    const weights = primitive.getAttribute('WEIGHTS_0')?.getArray() as Float32Array;
    expect(Array.from(weights.slice(4, 8))).toEqual([0.75, 0.25, 0, 0]);
    for (let i = 0; i < weights.length; i += 4)
      expect(weights[i] + weights[i + 1] + weights[i + 2] + weights[i + 3]).toBeCloseTo(1, 6);
  });

  it('names morph targets, shows them as the head does, and has them on every primitive', () => {
    const [mesh] = root.listMeshes();
    expect(mesh.getExtras()).toEqual({ targetNames: ['smile', 'blink'] });
    expect(mesh.getWeights()).toEqual([0.25, 0]);
    for (const primitive of mesh.listPrimitives()) expect(primitive.listTargets().length).toBe(2);
    const [smile] = mesh.listPrimitives()[0].listTargets();
    const deltas = smile.getAttribute('POSITION')?.getArray() as Float32Array;
    expectClose(deltas, [0, 0, 0, 0.001, 0.002, 0.003, 0, 0, 0, 0, 0, -0.001], { atol: 1e-9 });
  });

  it('embeds the textures as they are', () => {
    expect(GLB.textures).toBe('inside');
    const [skin, eye] = root.listMaterials().map((material) => material.getBaseColorTexture()?.getImage());
    expect(skin).toEqual(new Uint8Array(rig.textures.skin.bytes));
    expect(eye).toEqual(new Uint8Array(rig.textures.eye.bytes));
  });
});
