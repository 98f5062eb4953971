import { describe, expect, it } from 'vitest';
import { toFiles } from '../../src/api/to-files.ts';
import { toGlb } from '../../src/api/to-glb.ts';
import { toObj } from '../../src/api/to-obj.ts';
import { FORMAT_NAMES } from '../../src/export/formats/export-formats.ts';
import { plainPng, smallRig } from '../helpers/meshes/small-rig.ts';

const head = { name: 'head', rig: smallRig(Uint8Array.from(await plainPng(200)), Uint8Array.from(await plainPng(50))) };

describe('toFiles', () => {
  it('writes every format that the command knows, and each as it stands alone', async () => {
    const files = await toFiles(head, FORMAT_NAMES);
    for (const name of FORMAT_NAMES) {
      expect(files[`head.${name}`]?.length, name).toBeGreaterThan(100);
      expect((await toFiles(head, [name]))[`head.${name}`], name).toEqual(files[`head.${name}`]);
    }
    expect(files['head.glb']).toEqual(await toGlb(head));
  });

  it.each([[['gltf2']], ['fbx'], [undefined]])('refuses %j in place of formats', async (formats) => {
    await expect(toFiles(head, formats as never)).rejects.toEqual(
      expect.objectContaining({ kind: 'usage', message: expect.stringContaining('formats are glb, obj') }),
    );
  });
});

describe('toGlb and toObj', () => {
  it.each([
    ['nothing', undefined],
    ['null', null],
    ['an empty object', {}],
    ['a head that went through JSON', JSON.parse(JSON.stringify(head))],
  ])('refuse %s as usage', async (_, value) => {
    const refused = expect.objectContaining({
      kind: 'usage',
      message: expect.stringMatching(/takes what fitPhotographs/),
    });
    await expect(toGlb(value)).rejects.toEqual(refused);
    await expect(toObj(value)).rejects.toEqual(refused);
  });

  it('take a head that was cloned', async () => {
    expect(await toGlb(structuredClone(head))).toEqual(await toGlb(head));
    expect(await toObj(structuredClone(head))).toEqual(await toObj(head));
  });
});
