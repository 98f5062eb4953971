import { describe, expect, it } from 'vitest';
import { editHead, HEAD_SLIDERS, slidersOf } from '../../src/api/edit-head.ts';
import { meanRig } from '../helpers/meshes/mean-rig.ts';
import { plainPng, smallRig } from '../helpers/meshes/small-rig.ts';

const head = { name: 'head', rig: { ...meanRig().head, textures: {} } };

describe('heads in terms of sliders', () => {
  it('are told, edited from there, and told again', async () => {
    const { values, differenceMm, remainsMm } = await slidersOf(head);
    expect(Object.keys(values)).toEqual(HEAD_SLIDERS.map(({ name }) => name));
    expect(remainsMm).toBeLessThan(differenceMm);
    const edited = await editHead(head, { to: { 'nose-width': 1, 'chin-length': -1 } });
    const after = (await slidersOf(edited)).values;
    expect(after['nose-width']).toBeGreaterThan(values['nose-width'] + 0.2);
    expect(after['chin-length']).toBeLessThan(values['chin-length'] - 0.2);
    const back = await editHead(edited, {
      from: { 'nose-width': 1, 'chin-length': -1 },
      to: { 'nose-width': values['nose-width'], 'chin-length': values['chin-length'] },
    });
    const apart = back.rig.surface.positions.map((x, i) => Math.abs(x - head.rig.surface.positions[i]));
    expect(Math.max(...apart)).toBeLessThan(1e-9);
  });

  it.each([
    [{ to: { 'nose-wdth': 1 } }, /must name sliders; received "nose-wdth", perhaps nose-width/],
    [{ to: { 'nose-width': 2 } }, /nose-width: must lie in -1..1; received 2/],
    [{ to: { 'nose-width': '1' } }, /nose-width must be a number; received string/],
    [{ to: null }, /must be values by name/],
    [{ to: {}, from: { nose: 1 } }, /from: must name sliders/],
  ])('refuse %j', async (edit, message) => {
    await expect(editHead(head, edit as never)).rejects.toEqual(
      expect.objectContaining({ kind: 'usage', message: expect.stringMatching(message) }),
    );
  });

  it('are refused where they are of another mesh, or no heads', async () => {
    const other = { name: 'head', rig: smallRig(await plainPng(200), await plainPng(50)) };
    const refused = expect.objectContaining({ kind: 'input', message: expect.stringMatching(/must be of the mesh/) });
    await expect(slidersOf(other)).rejects.toEqual(refused);
    await expect(editHead(other, { to: {} })).rejects.toEqual(refused);
    await expect(slidersOf({} as never)).rejects.toEqual(expect.objectContaining({ kind: 'usage' }));
  });
});
