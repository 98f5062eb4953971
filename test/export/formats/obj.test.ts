import { describe, expect, it } from 'vitest';
import { EXPORT_DEFAULTS } from '../../../src/export/formats/export-choices.ts';
import { OBJ } from '../../../src/export/formats/obj.ts';
import { smallRig } from '../../helpers/meshes/small-rig.ts';

const rig = smallRig(Uint8Array.of(1), Uint8Array.of(2));
const files = new Map(
  (await OBJ.files(rig, 'me', EXPORT_DEFAULTS)).map(({ name, content }) => [name, String(content)]),
);
const lines = (files.get('me.obj') ?? '').split('\n');

describe('OBJ', () => {
  it('is a mesh and its materials, with the textures beside them', () => {
    expect([...files.keys()]).toEqual(['me.obj', 'me.mtl']);
    expect(Object.keys(OBJ.beside(rig, EXPORT_DEFAULTS))).toEqual(['skin', 'eye']);
    expect(lines[0]).toBe('mtllib me.mtl');
    expect(files.get('me.mtl')?.match(/map_Kd .*/g)).toEqual(['map_Kd textures/skin.png', 'map_Kd textures/eye.png']);
  });

  it('writes the shown surface: millimetres, v flipped, triangles with three corners', () => {
    expect(lines.filter((line) => line.startsWith('v '))).toHaveLength(7);
    expect(lines).toContain('v 30.1000 0.0000 0.0000');
    expect(lines.filter((line) => line.startsWith('vt '))[0]).toBe('vt 0.000000 0.000000');
    expect(lines.filter((line) => line.startsWith('f '))).toEqual(['f 1/1 2/2 3/3 4/4', 'f 5/1 6/2 7/4']);
    expect(lines.filter((line) => line.startsWith('usemtl '))).toEqual(['usemtl skin', 'usemtl eye']);
  });
});
