import { describe, expect, it } from 'vitest';
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
  it('agrees with the shape space where the jaw is shut, and closely where it is open', () => {
    const codes = { ...randomCodes(2), jawPose: new Float64Array(3) };
    expectClose(decodeShape(decoder, codes), evaluateShape(decoder.space, shapeCoefficients(decoder, codes)), {
      atol: 1e-9,
    });
    const open = { ...codes, jawPose: Float64Array.of(0.15, 0, 0) };
    const a = decodeShape(decoder, open);
    const b = evaluateShape(decoder.space, shapeCoefficients(decoder, open));
    const rms = Math.sqrt(a.reduce((sum, x, i) => sum + (x - b[i]) ** 2, 0) / head.vertexCount);
    expect(rms).toBeLessThan(1);
  });
});
