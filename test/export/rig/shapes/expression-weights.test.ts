import { describe, expect, it } from 'vitest';
import { expressionWeights } from '../../../../src/export/rig/shapes/expression-weights.ts';
import { loadBundledHead } from '../../../../src/head/bundled/bundled-head.ts';

const head = loadBundledHead();
const { names } = head.expressions;
const faceShapes = { names: [], deltas: new Float32Array(0) };
const native = { written: ['native'], size: 1 } as const;

/** An expression of the left lids and of a smile. */
function shown(closure: number): Float64Array {
  const expression = new Float64Array(names.length);
  expression[names.indexOf('eye-left-closure')] = closure;
  expression[names.indexOf('mouth-corner-puller-left')] = 0.4;
  return expression;
}

describe('strengths of native expressions', () => {
  const nativeShares = new Float64Array(names.length).fill(1);
  nativeShares[names.indexOf('eye-left-closure')] = 0.5;
  const fitted = expressionWeights(head, { faceShapes, nativeShares }, native);

  it('of a fit are shares of what its face has of them', () => {
    const { weights } = fitted({ expression: shown(0.3) });
    expect(weights.get('eye-left-closure')).toBeCloseTo(0.6, 9);
    expect(weights.get('mouth-corner-puller-left')).toBe(0.4);
    expect(weights.get('eye-right-closure')).toBe(0);
  });

  it('of a fit are none where lids are wider open than at rest, and of a reconstructed face as they are', () => {
    expect(fitted({ expression: shown(-0.1) }).weights.get('eye-left-closure')).toBe(0);
    const face = expressionWeights(head, { faceShapes }, native);
    expect(face({ expression: shown(-0.1) }).weights.get('eye-left-closure')).toBe(-0.1);
  });
});
