import { describe, expect, it } from 'vitest';
import { errorColors, scaleColor, UNMEASURED } from '../../../src/render/pictures/error-colors.ts';
import { expectClose } from '../../helpers/close.ts';

describe('colours of errors', () => {
  it('run from purple to yellow, lighter with every step, and are held at the ends', () => {
    expect(scaleColor(0)).toEqual([68, 1, 84]);
    expect(scaleColor(1)).toEqual([253, 231, 37]);
    expect(scaleColor(-3)).toEqual(scaleColor(0));
    expect(scaleColor(7)).toEqual(scaleColor(1));
    const lightness = Array.from({ length: 33 }, (_, i) => {
      const [r, g, b] = scaleColor(i / 32);
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    });
    expect(lightness).toEqual(lightness.toSorted((a, b) => a - b));
  });

  it('are those of the scale in linear light, and grey where nothing was measured', () => {
    const colors = errorColors([0, Number.NaN, 2, 8], 4);
    expectClose(colors.subarray(3, 6), UNMEASURED, {});
    expectClose(colors.subarray(6, 9), errorColors([1], 2), {});
    expectClose(colors.subarray(9, 12), errorColors([4], 4), {});
    expect(Math.max(...colors)).toBeLessThanOrEqual(1);
  });
});
