import { describe, expect, it } from 'vitest';
import { landmarkSets } from '../../../src/fitting/evidence/point-sets.ts';
import { neutralHead } from '../../../src/fitting/finish/neutral-head.ts';
import { createJawRig } from '../../../src/head/anatomy/jaw.ts';
import { findSlits, slitOpening } from '../../../src/head/anatomy/slits.ts';
import { loadBundledHead } from '../../../src/head/bundled/bundled-head.ts';
import { jointPosition, regionVertices } from '../../../src/head/head-model.ts';
import { createShapeSpace, evaluateShape, expressionStart } from '../../../src/head/shape/shape-space.ts';

const head = loadBundledHead();
const space = createShapeSpace(head);
const { gaps } = landmarkSets(space);
const { joint, weights } = createJawRig(head);
const hung = { weights, pivot: jointPosition(head, joint, []) };
const skinCount = head.parts[0].vertexCount;

/** A person with an expression, as the morphable head has it. */
function caught(expression: Readonly<Record<string, number>>): { coefficients: Float64Array; before: Float64Array } {
  const coefficients = new Float64Array(space.count);
  coefficients.set([0.8, -0.6, 0.5]);
  for (const [name, amount] of Object.entries(expression))
    coefficients[expressionStart(space) + head.expressions.names.indexOf(name)] = amount;
  return { coefficients, before: evaluateShape(space, coefficients) };
}

function neutralOf(expression: Readonly<Record<string, number>>): Float64Array {
  const { coefficients, before } = caught(expression);
  return neutralHead({ head, space, coefficients, hung, before, skin: before.subarray(0, 3 * skinCount), gaps });
}

describe('the neutral head', () => {
  const own = neutralOf({});
  const off = (positions: Float64Array): number =>
    Math.max(
      ...regionVertices(head, 'face').map((v) =>
        Math.hypot(...[0, 1, 2].map((k) => positions[3 * v + k] - own[3 * v + k])),
      ),
    );

  it.each([
    ['a lopsided smile', { 'mouth-corner-puller-left': 0.9, 'mouth-corner-puller-right': 0.2 }],
    ['a wink', { 'eye-left-closure': 1 }],
    ['raised brows and a pout', { 'eyebrows-left-up': 1, 'eyebrows-right-up': 1, 'mouth-protusion-left': 0.7 }],
  ])('is the same face after %s', (_, expression) => {
    const { before } = caught(expression);
    expect(off(before)).toBeGreaterThan(2);
    expect(off(neutralOf(expression))).toBeLessThan(0.05);
  });

  it('has open lids, and lips that meet', () => {
    const { left, right, mouth } = findSlits(head);
    const wink = neutralOf({ 'eye-left-closure': 1, 'eye-right-closure': 1 });
    expect(slitOpening(left, wink)).toBeGreaterThan(4);
    expect(slitOpening(right, wink)).toBeGreaterThan(4);
    expect(Math.abs(slitOpening(mouth, neutralOf({ 'mouth-parling-left': 0.8 })))).toBeLessThan(0.6);
  });
});
