import { describe, expect, it } from 'vitest';
import { AsmFitError } from '../../../src/errors.ts';
import { decodeHeadFile, encodeHeadFile, type SectionArray } from '../../../src/head/bundled/head-file.ts';

function refuse(work: () => unknown, received: RegExp): void {
  expect(work).toThrow(received);
  expect(work).toThrow(AsmFitError);
}

/** A packed head with any header. */
function headFile(header: string, sections = new Uint8Array(32)): Uint8Array {
  const text = Buffer.from(header.padEnd(Math.ceil((header.length + 12) / 8) * 8 - 12));
  return Buffer.concat([new Uint8Array(Uint32Array.of(0x484d5341, 1, text.length).buffer), text, sections]);
}

describe('packed head', () => {
  it('round-trips and refuses what it is not', () => {
    const file = {
      meta: { name: 'x' },
      sections: new Map<string, SectionArray>([
        ['a', Float32Array.of(1, 2)],
        ['b', Uint8Array.of(3)],
      ]),
    };
    const bytes = encodeHeadFile(file);
    const back = decodeHeadFile(bytes, 'x.bin');
    expect(back.meta).toEqual({ name: 'x' });
    expect(Array.from(back.sections.get('a') ?? [])).toEqual([1, 2]);
    expect(() => decodeHeadFile(Uint8Array.of(1, 2, 3), 'x.bin')).toThrow(/at least 12 bytes/);
    expect(() => decodeHeadFile(new Uint8Array(64), 'x.bin')).toThrow(/starts with "ASMH"/);
    const newer = bytes.slice();
    newer[4] = 9;
    expect(() => decodeHeadFile(newer, 'x.bin')).toThrow(/format 1; received format 9/);
    expect(() => decodeHeadFile(bytes.subarray(0, bytes.length - 8), 'x.bin')).toThrow(/inside the file/);
  });

  const section = (more: object) =>
    JSON.stringify({ meta: {}, sections: [{ name: 'a', type: 'f32', offset: 0, length: 2, ...more }] });

  it('are read from a whole file', () => {
    expect(Array.from(decodeHeadFile(headFile(section({})), 'x').sections.get('a') ?? [])).toEqual([0, 0]);
  });

  it.each([
    ['{"meta": {}, "sections": [', /the header must be JSON/],
    ['null', /the header must list sections; received root/],
    ['{"meta": {}}', /sections/],
    [section({ type: 'f16' }), /sections\.0\.type/],
    [section({ type: 'constructor' }), /sections\.0\.type/],
    [section({ offset: -8 }), /sections\.0\.offset/],
    [section({ length: 1e300 }), /sections\.0\.length/],
    [section({ length: 1.5 }), /sections\.0\.length/],
    [section({ length: 9 }), /section "a" must lie inside the file; received 9 x f32 at 0/],
    [section({ offset: 2 }), /must begin at a multiple/],
    [section({}).replace(/\[(.*)\]/, '[$1,$1]'), /"a" twice/],
  ])('with the header %s are refused', (header, received) => {
    refuse(() => decodeHeadFile(headFile(header), 'x'), received);
  });

  it('whose header ends beyond the file are refused', () => {
    const bytes = Buffer.from(headFile(section({})));
    bytes.writeUInt32LE(0xffffffff, 8);
    refuse(() => decodeHeadFile(bytes, 'x'), /the header must lie inside the file; received 4294967295 bytes/);
  });
});
