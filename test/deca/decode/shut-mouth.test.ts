import { describe, expect, it } from 'vitest';
import { createMorphableDecoder, decodeShape, type FaceCodes } from '../../../src/deca/decode/morphable-decoder.ts';
import { shutMouth } from '../../../src/deca/decode/shut-mouth.ts';
import { findSlits, slitOpening } from '../../../src/head/anatomy/slits.ts';
import { loadBundledHead } from '../../../src/head/bundled/bundled-head.ts';
import { randomDecaCodes } from '../../helpers/deca/random-codes.ts';

const head = loadBundledHead();
const decoder = createMorphableDecoder(head);
const { sizes } = decoder;
const randomCodes = (seed: number) => randomDecaCodes(sizes, seed);

describe('lips', () => {
  const { mouth } = findSlits(head);
  const still = {
    ...randomCodes(13),
    shape: new Float64Array(sizes.shape),
    expression: new Float64Array(sizes.expression),
  };
  const opening = (codes: FaceCodes) => slitOpening(mouth, decodeShape(decoder, codes));

  it('that are nearly shut are shut, and open ones stay open', () => {
    const nearly = { ...still, jawPose: Float64Array.of(0.02, 0, 0) };
    expect(opening(nearly)).toBeGreaterThan(0.7);
    expect(opening(nearly)).toBeLessThan(2.5);
    expect(opening(shutMouth(decoder, nearly))).toBeCloseTo(0.45, 1);
    const open = { ...still, jawPose: Float64Array.of(0.2, 0, 0) };
    expect(shutMouth(decoder, open)).toBe(open);
  });
});
