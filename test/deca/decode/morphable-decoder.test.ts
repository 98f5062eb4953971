import { describe, it } from 'vitest';
import { createMorphableDecoder, decodeShape, shapeCoefficients } from '../../../src/deca/decode/morphable-decoder.ts';
import { loadBundledHead } from '../../../src/head/bundled/bundled-head.ts';
import { evaluateShape } from '../../../src/head/shape/shape-space.ts';
import { expectClose } from '../../helpers/close.ts';
import { randomDecaCodes } from '../../helpers/deca/random-codes.ts';

const head = loadBundledHead();
const decoder = createMorphableDecoder(head);
const { sizes } = decoder;
const randomCodes = (seed: number) => randomDecaCodes(sizes, seed);

describe('the decoder', () => {
  it('agrees with the shape space where the jaw is shut', () => {
    const codes = { ...randomCodes(2), jawPose: new Float64Array(3) };
    expectClose(decodeShape(decoder, codes), evaluateShape(decoder.space, shapeCoefficients(decoder, codes)), {
      atol: 1e-9,
    });
  });
});
