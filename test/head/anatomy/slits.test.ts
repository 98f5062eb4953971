import { describe, expect, it } from 'vitest';
import { findSlits, type Slit } from '../../../src/head/anatomy/slits.ts';
import { loadBundledHead } from '../../../src/head/bundled/bundled-head.ts';
import { createShapeSpace, evaluateShape, expressionStart } from '../../../src/head/shape/shape-space.ts';

const head = loadBundledHead();
const space = createShapeSpace(head);

function withExpression(name: string, amount: number): Float64Array {
  const coefficients = new Float64Array(space.count);
  coefficients[expressionStart(space) + head.expressions.names.indexOf(name)] = amount;
  return evaluateShape(space, coefficients);
}

const slits = findSlits(head);

/** Vertical distance of the rims' means over the middle half of a slit, mm. */
function opening(positions: Float64Array, { upper, lower }: Slit): number {
  const x = (v: number): number => head.template[3 * v];
  const [first, last] = [x(lower[0]), x(lower[lower.length - 1])];
  const mean = (rim: readonly number[]): number => {
    const middle = rim.filter((v) => Math.abs(x(v) - (first + last) / 2) < (last - first) / 4);
    return middle.reduce((sum, v) => sum + positions[3 * v + 1], 0) / middle.length;
  };
  return mean(upper) - mean(lower);
}

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
    expect(opening(withExpression('eye-left-closure', 1), slits.left)).toBeLessThan(0.3);
    expect(opening(withExpression('mouth-open', 0.5), slits.mouth)).toBeGreaterThan(5);
  });
});
