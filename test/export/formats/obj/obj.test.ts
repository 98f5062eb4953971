import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { EXPORT_DEFAULTS } from '../../../../src/export/formats/export-choices.ts';
import { hairyHeadObj, headObj } from '../../../../src/export/formats/obj/head-obj.ts';
import { OBJ } from '../../../../src/export/formats/obj/obj.ts';
import type { RiggedHead } from '../../../../src/export/rig/rigged-head.ts';
import { parseObj } from '../../../../src/geometry/mesh-text/parse-obj.ts';
import { encodeCutPng } from '../../../../src/image/image-file.ts';
import { head } from '../../../helpers/meshes/skinned-head.ts';
import { smallRig } from '../../../helpers/meshes/small-rig.ts';

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

describe('OBJ of a head with hair', () => {
  const hair = {
    positions: Float64Array.of(0, 40, 0, 10, 40, 0, 10, 50, 0, 0, 50, 0),
    uvs: Float64Array.of(0, 0, 0.5, 0, 0.5, 0.25, 0, 0.25),
    triangles: Uint32Array.of(0, 1, 2, 0, 2, 3),
  };
  const withHair = async (): Promise<RiggedHead> => {
    const color = { width: 2, height: 1, data: Uint8Array.of(90, 60, 30, 9, 9, 9) };
    const cut = {
      file: 'textures/hair.png',
      bytes: await encodeCutPng(color, Uint8Array.of(200, 0)),
      mime: 'image/png',
      roughness: 0.6,
      alpha: 'mask',
    } as const;
    const primitive = { ...rig.primitives[1], ...hair, name: 'hair', extra: 'hair', texture: 'hair' } as const;
    return { ...rig, primitives: [...rig.primitives, primitive], textures: { ...rig.textures, hair: cut } };
  };

  it('ends in a group of it, and the mesh is as it was before', async () => {
    const [{ content }] = await OBJ.files(await withHair(), 'me', EXPORT_DEFAULTS);
    const own = String(content).split('\n');
    expect(own.filter((line) => line.startsWith('v ')).slice(0, 7)).toEqual(
      lines.filter((line) => line.startsWith('v ')),
    );
    expect(own.slice(-5)).toEqual(['g hair', 'usemtl hair', 'f 8/5 9/6 10/7', 'f 8/5 10/7 11/8', '']);
    expect(own).toContain('v 10.0000 50.0000 0.0000');
    expect(own).toContain('vt 0.500000 0.750000');
  });

  it('has a material that is cut out by a picture, in its greys as in its alpha', async () => {
    const hairy = await withHair();
    expect(Object.keys(OBJ.beside(hairy, EXPORT_DEFAULTS))).toEqual(['skin', 'eye', 'hair']);
    const [, mtl, opacity] = await OBJ.files(hairy, 'me', EXPORT_DEFAULTS);
    expect(String(mtl.content)).toMatch(
      /newmtl hair\n(.*\n)*map_Kd textures\/hair.png\nmap_d textures\/hair_opacity.png\n$/,
    );
    expect(String(mtl.content).match(/map_d/g)).toHaveLength(1);
    expect(opacity.name).toBe('textures/hair_opacity.png');
    const { data, info } = await sharp(opacity.content).raw().toBuffer({ resolveWithObject: true });
    const values = Array.from(data);
    expect(values.filter((_, k) => k % info.channels === 0)).toEqual([200, 0]);
    expect(values.filter((_, k) => k % info.channels === info.channels - 1)).toEqual([200, 0]);
  });

  it('is the head where hair is passed over', () => {
    const hairy = hairyHeadObj(head, { positions: head.template, hair }, 'x.mtl');
    const bald = parseObj(headObj(head, head.template, 'x.mtl'));
    const passed = parseObj(hairy, (material) => material !== 'hair');
    expect(passed.triangles).toEqual(bald.triangles);
    expect(passed.positions.subarray(0, bald.positions.length)).toEqual(bald.positions);
    expect(parseObj(hairy).triangles).toHaveLength(bald.triangles.length + hair.triangles.length);
  });
});
