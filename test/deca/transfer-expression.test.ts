import { describe, expect, it } from 'vitest';
import { createMorphableDecoder } from '../../src/deca/decode/morphable-decoder.ts';
import { transferExpression } from '../../src/deca/transfer-expression.ts';
import { loadBundledHead } from '../../src/head/bundled/bundled-head.ts';
import { randomDecaCodes } from '../helpers/deca/random-codes.ts';

const head = loadBundledHead();
const decoder = createMorphableDecoder(head);
const { sizes } = decoder;
const randomCodes = (seed: number) => randomDecaCodes(sizes, seed);

describe('an expression', () => {
  it('keeps the identity and takes the rest in a transfer', () => {
    const [own, driver] = [randomCodes(3), randomCodes(4)];
    const moved = transferExpression(own, driver);
    expect(moved.shape).toBe(own.shape);
    expect(moved.light).toBe(own.light);
    expect(moved.expression).toBe(driver.expression);
    expect(moved.jawPose).toBe(driver.jawPose);
  });
});
