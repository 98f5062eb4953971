import { describe, expect, it } from 'vitest';
import { AsmFitError } from '../../../src/errors.ts';
import { packRig } from '../../../src/export/rig/pack-rig.ts';
import { rigOfFile, unpackRig } from '../../../src/export/rig/unpack-rig.ts';
import {
  decodeHeadFile,
  encodeHeadFile,
  type HeadFile,
  type SectionArray,
} from '../../../src/head/bundled/head-file.ts';
import { smallRig } from '../../helpers/meshes/small-rig.ts';

const rig = smallRig(Uint8Array.of(1), Uint8Array.of(2));
const bytes = packRig(rig);
const file = decodeHeadFile(bytes, 'rig.bin');

/** The rig's file with some of its header or sections replaced, its checksum aside. */
function changed(meta: Record<string, unknown>, sections: Record<string, SectionArray> = {}): HeadFile {
  return { meta: { ...file.meta, ...meta }, sections: new Map([...file.sections, ...Object.entries(sections)]) };
}

function refusal(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    if (error instanceof AsmFitError && error.kind === 'input') return error.message;
    throw error;
  }
  throw new Error('read');
}

describe('rig.bin', () => {
  it('is the rig again, to the last bit, but for the bytes of its textures', () => {
    const { head, textures } = unpackRig(bytes, 'rig.bin');
    const { textures: painted, ...unpainted } = rig;
    expect(head).toEqual(unpainted);
    expect(textures).toEqual(
      Object.entries(painted).map(([name, { file, mime, roughness }]) => ({ name, file, mime, roughness })),
    );
  });

  it('keeps normals of a primitive that has its own, and where the maps of a texture lie', () => {
    const [skin, eye] = rig.primitives;
    const map = (file: string) => ({ file, bytes: Uint8Array.of(3) });
    const maps = { normalMap: map('normal.png'), occlusionRoughness: map('orm.png') };
    const primitives = [{ ...skin, normals: Float32Array.from({ length: 12 }, (_, i) => i / 16) }, eye];
    const mapped = { ...rig, primitives, textures: { ...rig.textures, skin: { ...rig.textures.skin, ...maps } } };
    const { head, textures } = unpackRig(packRig(mapped), 'rig.bin');
    expect(head.primitives).toEqual(primitives);
    expect(textures[0]).toMatchObject({ normalMap: 'normal.png', occlusionRoughness: 'orm.png' });
  });

  it("keeps what is worn beside the head's parts, how its alpha counts, and what of it formats write", () => {
    const [skin, eye] = rig.primitives;
    const primitives = [skin, { ...eye, name: 'lashes', extra: 'lashes' as const }];
    const textures = { ...rig.textures, eye: { ...rig.textures.eye, alpha: 'mask' as const } };
    const packed = packRig({ ...rig, primitives, textures, extras: ['cornea', 'brows'] });
    const { head, textures: named } = unpackRig(packed, 'rig.bin');
    expect(head.primitives).toEqual(primitives);
    expect(head.extras).toEqual(['cornea', 'brows']);
    expect(named.map(({ alpha }) => alpha)).toEqual([undefined, 'mask']);
    expect(unpackRig(bytes, 'rig.bin').head.extras).toBeUndefined();
  });

  it('holds numbers in the least type that loses none of them', () => {
    expect(file.sections.get('primitives/0/positions')).toBeInstanceOf(Float64Array);
    expect(file.sections.get('primitives/0/uvs')).toBeInstanceOf(Float32Array);
    expect(file.sections.get('surface/quads')).toBeInstanceOf(Uint16Array);
    expect(file.sections.get('primitives/0/morphs/1/vertices')?.length).toBe(0);
  });

  it('that was damaged is refused, but for what changes nothing: blanks, fill, the place of nothing', () => {
    const whole = unpackRig(bytes, 'rig.bin');
    let read = 0;
    for (let at = 0; at < bytes.length; at++) {
      const damaged = bytes.slice();
      damaged[at] ^= 1;
      try {
        expect(unpackRig(damaged, 'rig.bin')).toEqual(whole);
        read++;
      } catch (error) {
        if (!(error instanceof AsmFitError && error.kind === 'input')) throw error;
      }
    }
    expect(read / bytes.length).toBeLessThan(0.05);
    for (const length of [1, 11, 100, bytes.length - 8]) refusal(() => unpackRig(bytes.subarray(0, length), 'rig.bin'));
  });

  it('of another version, or of something else, is refused by name', () => {
    const { meta, sections } = changed({ version: 9 });
    expect(refusal(() => unpackRig(encodeHeadFile({ meta, sections }), 'rig.bin'))).toMatch(
      /version 4; received version 9/,
    );
    expect(refusal(() => rigOfFile(changed({ kind: 'population' }), 'rig.bin'))).toMatch(/must describe a rig/);
  });

  it.each([
    [
      'a parent that comes later',
      changed({ joints: [{ name: 'a', parent: 1, position: [0, 0, 0], rotation: [0, 0, 0, 1] }] }),
      /earlier ones/,
    ],
    [
      'two roots',
      changed({
        joints: [0, 1].map((j) => ({ name: `${j}`, parent: -1, position: [0, 0, 0], rotation: [0, 0, 0, 1] })),
      }),
      /one root/,
    ],
    [
      'axes that are no rotation',
      changed({ joints: [{ name: 'a', parent: -1, position: [0, 0, 0], rotation: [0, 0, 1, 1] }] }),
      /must be a rotation/,
    ],
    [
      'a texture outside of the folder',
      changed({ textures: [{ name: 'skin', file: '../a.png', mime: 'image/png' }] }),
      /textures\.0\.file/,
    ],
    [
      'an absolute path',
      changed({ textures: [{ name: 'skin', file: '/a.png', mime: 'image/png' }] }),
      /textures\.0\.file/,
    ],
    ['a texture that is not there', changed({ textures: [] }), /every texture that it names; received skin/],
    ['a triangle beyond the vertices', changed({}, { 'primitives/0/triangles': Uint16Array.of(0, 1, 4) }), /below 4/],
    ['a weld beyond the vertices', changed({}, { 'primitives/0/welded': Uint16Array.of(0, 1, 2, 4) }), /below 4/],
    ['welds of too few vertices', changed({}, { 'primitives/0/welded': Uint16Array.of(0, 1, 2) }), /whole/],
    ['half a triangle', changed({}, { 'primitives/0/triangles': Uint16Array.of(0, 1) }), /whole/],
    [
      'a joint beyond the skeleton',
      changed({}, { 'primitives/0/joints': Uint16Array.of(0, 1, 0, 1, 0, 1, 0, 2) }),
      /below 2/,
    ],
    ['weights of too few vertices', changed({}, { 'primitives/0/weights': new Float32Array(6) }), /whole/],
    ['a number that is none', changed({}, { 'surface/positions': new Float32Array(21).fill(Number.NaN) }), /finite/],
    ['a vertex in two thirds', changed({}, { 'surface/positions': new Float32Array(22) }), /quads/],
    ['a quad of three', changed({}, { 'surface/quads': new Uint16Array(7) }), /quads/],
    [
      'a group beyond the quads',
      changed({ groups: [{ name: 'skin', material: 'skin', start: 1, count: 2 }] }),
      /3 where 2/,
    ],
    [
      'a morph target beyond the vertices',
      changed({}, { 'primitives/0/morphs/0/vertices': Uint16Array.of(1, 9) }),
      /below 4/,
    ],
    [
      'a morph target without displacements',
      changed({}, { 'primitives/0/morphs/0/deltas': new Float32Array(3) }),
      /smile/,
    ],
    ['bytes where numbers must be', changed({}, { 'surface/uvs': new Int8Array(8) }), /real numbers/],
  ])('with %s is refused, whoever signed it', (_, wrong, message) => {
    expect(refusal(() => rigOfFile(wrong, 'rig.bin'))).toMatch(message);
  });

  it('without a section is refused', () => {
    const sections = new Map(file.sections);
    sections.delete('surface/uvQuads');
    expect(refusal(() => rigOfFile({ ...file, sections }, 'rig.bin'))).toMatch(/section surface\/uvQuads/);
  });

  it('that would unpack to gigabytes is refused before it does', () => {
    const long = new Float32Array(3 * 2 ** 20);
    const morphs = Array.from({ length: 40 }, (_, m) => `m${m}`);
    const primitives = [{ name: 'skin', texture: 'skin', influences: 1, ownNormals: false, morphs }];
    expect(refusal(() => rigOfFile(changed({ primitives }, { 'primitives/0/positions': long }), 'rig.bin'))).toMatch(
      /morph targets/,
    );
    const many = Object.fromEntries(Array.from({ length: 32 }, (_, k) => [`x${k}`, long]));
    expect(refusal(() => rigOfFile(changed({}, many), 'rig.bin'))).toMatch(/bytes of numbers/);
  });
});
