import { describe, expect, it } from 'vitest';
import { floatToHalf, halfToFloat } from '../../src/onnx/half-float.ts';

describe('half floats', () => {
  it('come back as they were, all of them', () => {
    const all = Array.from({ length: 0x7c01 }, (_, half) => [half, half | 0x8000]).flat();
    expect(all.filter((bits) => floatToHalf(halfToFloat(bits)) !== bits)).toEqual([]);
    expect(floatToHalf(Number.NaN)).toBe(0x7e00);
  });

  it('are the nearest, the even one of two', () => {
    const step = 2 ** -10;
    expect(halfToFloat(floatToHalf(1 + 0.49 * step))).toBe(1);
    expect(halfToFloat(floatToHalf(1 + 0.5 * step))).toBe(1);
    expect(halfToFloat(floatToHalf(1 + 1.5 * step))).toBe(1 + 2 * step);
    expect(halfToFloat(floatToHalf(-(2 - 0.1 * step)))).toBe(-2);
    expect(floatToHalf(2 ** -25)).toBe(0);
    expect(floatToHalf(65519)).toBe(0x7bff);
    expect(floatToHalf(65520)).toBe(0x7c00);
    expect(floatToHalf(-1e9)).toBe(0xfc00);
  });
});
