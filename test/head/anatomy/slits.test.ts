import { describe, expect, it } from 'vitest';
import { findSlits } from '../../../src/head/anatomy/slits.ts';
import { loadBundledHead } from '../../../src/head/bundled/bundled-head.ts';
import { opening, withExpression, withOpenJaw } from '../../helpers/eyes/slit-opening.ts';

const head = loadBundledHead();

const slits = findSlits(head);

describe('slits of the skin', () => {
  it.each(['mouth', 'left', 'right'] as const)('%s: upper rim above the lower, from corner to corner', (name) => {
    const { upper, lower } = slits[name];
    const x = (v: number): number => head.template[3 * v];
    for (const rim of [upper, lower]) {
      expect(rim.length).toBeGreaterThan(10);
      for (let i = 1; i < rim.length; i++) expect(x(rim[i])).toBeGreaterThanOrEqual(x(rim[i - 1]) - 0.5);
    }
    expect(upper.some((v) => lower.includes(v))).toBe(false);
  });

  it('at rest lips meet, eyes stand open, and a blink shuts them', () => {
    expect(Math.abs(opening(head.template, slits.mouth))).toBeLessThan(0.3);
    expect(opening(head.template, slits.left)).toBeGreaterThan(5);
    expect(opening(withExpression(['eye-left-closure'], 1), slits.left)).toBeLessThan(0.3);
    expect(opening(withOpenJaw(0.2), slits.mouth)).toBeGreaterThan(5);
  });
});
