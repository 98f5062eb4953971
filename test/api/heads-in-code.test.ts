import { describe, expect, it } from 'vitest';
import { toGlb } from '../../src/api/to-glb.ts';
import { toObj } from '../../src/api/to-obj.ts';
import { plainPng, smallRig } from '../helpers/meshes/small-rig.ts';

const head = { name: 'head', rig: smallRig(Uint8Array.from(await plainPng(200)), Uint8Array.from(await plainPng(50))) };

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
