import { describe, expect, it } from 'vitest';
import {
  usdMatrix,
  usdNames,
  usdNumber,
  usdPrim,
  usdRows,
  usdText,
} from '../../../../src/export/formats/usd/usd-text.ts';

describe("USD's text", () => {
  it('has numbers as short as they are, and no 0 with a sign', () => {
    expect([1, -0.5, 1 / 3, -1e-9, 1234.5].map((x) => usdNumber(x))).toEqual(['1', '-0.5', '0.3333333', '0', '1234.5']);
    expect(usdNumber(1 / 3, 2)).toBe('0.33');
    expect(usdRows([1, 2, 3, 4], 2)).toBe('[(1, 2), (3, 4)]');
    expect(usdMatrix(Array.from({ length: 16 }, (_, i) => i))).toBe(
      '((0, 1, 2, 3), (4, 5, 6, 7), (8, 9, 10, 11), (12, 13, 14, 15))',
    );
  });

  it('has names of letters, digits and _, no two the same', () => {
    const names = ['jaw', 'captured views/04.jpg', 'captured views 04.jpg', '2nd', 'Jürgen', '', 'jaw'];
    expect([...usdNames(names)]).toEqual([
      ['jaw', 'jaw'],
      ['captured views/04.jpg', 'captured_views_04_jpg'],
      ['captured views 04.jpg', 'captured_views_04_jpg_2'],
      ['2nd', '_2nd'],
      ['Jürgen', 'J_rgen'],
      ['', '_'],
    ]);
  });

  it('has texts in quotes and prims in braces', () => {
    expect(usdText('a "b" \\ c\nd')).toBe('"a \\"b\\" \\\\ c\\nd"');
    expect(usdPrim('Scope', 'a', ['int b = 1'], ['kind = "group"']).join('\n')).toBe(
      'def Scope "a" (\n    kind = "group"\n)\n{\n    int b = 1\n}',
    );
  });
});
