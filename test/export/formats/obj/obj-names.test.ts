import { describe, expect, it } from 'vitest';
import { mtlText, objText } from '../../../../src/export/formats/obj/obj-text.ts';
import { objName } from '../../../../src/geometry/mesh-text/obj-name.ts';

/** Words of every line: what blanks and comments leave of it. */
function statements(text: string): string[][] {
  return text.split('\n').map((line) => line.replace(/#.*/, '').split(' '));
}

describe('names in OBJ and MTL', () => {
  it.each([
    ['skin', 'skin'],
    ['eye_L', 'eye_L'],
    ['Jürgen-2.v1', 'Jürgen-2.v1'],
    ['my photo #1', 'my_photo_1'],
    ['a\tb\nc', 'a_b_c'],
    ['a\\b/c', 'a_b_c'],
    ['"quoted"', '_quoted_'],
    ['-o', '_o'],
    ['', '_'],
  ])('%j is written as %j', (name, written) => {
    expect(objName(name)).toBe(written);
  });

  it('are one word a statement, the same in both files', () => {
    const material = 'left eye #2';
    const group = { name: 'an eye', material, start: 0, count: 1 };
    const mesh = { positions: [0, 0, 0, 1, 0, 0, 0, 1, 0], uvs: [0, 0], quads: [0, 1, 2, 2], uvQuads: [0, 0, 0, 0] };
    const obj = statements(objText({ ...mesh, groups: [group] }, 'eyes.mtl'));
    const mtl = statements(mtlText({ [material]: { color: 'textures/eye.png' } }));
    const named = (lines: string[][], keyword: string): string[] => lines.find(([word]) => word === keyword) ?? [];
    for (const [lines, keyword] of [
      [obj, 'g'],
      [obj, 'usemtl'],
      [obj, 'mtllib'],
      [mtl, 'newmtl'],
      [mtl, 'map_Kd'],
    ] as const)
      expect(named(lines, keyword), keyword).toHaveLength(2);
    expect(named(obj, 'usemtl')[1]).toBe(named(mtl, 'newmtl')[1]);
  });

  it('of files that loaders would not find are refused', () => {
    for (const file of ['my photo.mtl', 'a#b.mtl', '-o.mtl', 'tex tures/a.png']) {
      expect(() => objText({ positions: [], uvs: [], quads: [], uvQuads: [], groups: [] }, file), file).toThrow(/OBJ/);
      expect(() => mtlText({ skin: { color: file } }), file).toThrow(/OBJ/);
    }
  });
});
