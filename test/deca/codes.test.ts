import { describe, expect, it } from 'vitest';
import { codeLength, packCodes, unpackCodes } from '../../src/deca/codes.ts';
import { createMorphableDecoder } from '../../src/deca/decode/morphable-decoder.ts';
import { loadBundledHead } from '../../src/head/bundled/bundled-head.ts';
import { randomDecaCodes } from '../helpers/deca/random-codes.ts';

const head = loadBundledHead();
const decoder = createMorphableDecoder(head);
const { sizes } = decoder;
const randomCodes = (seed: number) => randomDecaCodes(sizes, seed);

describe('codes', () => {
  it('survive packing', () => {
    const codes = randomCodes(1);
    const packed = packCodes(codes);
    expect(packed.length).toBe(codeLength(sizes));
    expect(unpackCodes(packed, sizes)).toEqual(codes);
    expect(() => unpackCodes(packed.subarray(1), sizes)).toThrow(/must be 257 numbers; received 256/);
  });
});
