import { describe, expect, it } from 'vitest';
import { packCodes } from '../../src/deca/codes.ts';
import { createMorphableDecoder } from '../../src/deca/decode/morphable-decoder.ts';
import { fuseCrops, fuseIdentity } from '../../src/deca/fuse-codes.ts';
import { loadBundledHead } from '../../src/head/bundled/bundled-head.ts';
import { expectClose } from '../helpers/close.ts';
import { randomDecaCodes } from '../helpers/deca/random-codes.ts';

const head = loadBundledHead();
const decoder = createMorphableDecoder(head);
const { sizes } = decoder;
const randomCodes = (seed: number) => randomDecaCodes(sizes, seed);

describe('fusing', () => {
  it('weighs shapes by their expected errors', () => {
    const [a, b] = [randomCodes(8), randomCodes(9)];
    const fused = fuseIdentity([
      { codes: a, logVariance: Math.log(1) },
      { codes: b, logVariance: Math.log(3) },
    ]);
    expectClose(
      fused.shape,
      a.shape.map((x, k) => 0.75 * x + 0.25 * b.shape[k]),
      { atol: 1e-12 },
    );
    expect(Math.exp(fused.logVariance)).toBeCloseTo(1.5);
  });

  it('of one crop gives it back', () => {
    const codes = randomCodes(10);
    const fused = fuseCrops([{ codes, logVariance: 0.4 }]);
    expect(fused.logVariance).toBeCloseTo(0.4);
    expectClose(packCodes(fused.codes), packCodes(codes), { atol: 1e-9 });
  });
});
