import { describe, expect, it } from 'vitest';
import { landmarkSets } from '../../../src/fitting/evidence/point-sets.ts';
import { OWN_SHARE } from '../../../src/fitting/finish/eyes/usual-lids.ts';
import { type NeutralHead, neutralHead } from '../../../src/fitting/finish/neutral-head.ts';
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

/** @param others how moments of their own differ from the expression that all share; none: one moment */
function neutralOf(
  expression: Readonly<Record<string, number>>,
  others: readonly Readonly<Record<string, number>>[] = [],
): NeutralHead {
  const { coefficients, before } = caught(expression);
  const columnCount = head.expressions.names.length;
  const deviations = new Float64Array(others.length * columnCount);
  others.forEach((other, g) => {
    for (const [name, amount] of Object.entries(other))
      deviations[g * columnCount + head.expressions.names.indexOf(name)] = amount;
  });
  const group = others.length === 0 ? Int32Array.of(-1) : Int32Array.from(others, (_, g) => g);
  const expressions = { group, groupCount: others.length, columnCount };
  const skin = before.subarray(0, 3 * skinCount);
  return neutralHead({ head, space, coefficients, expressions, deviations, hung, before, skin, gaps });
}

describe('the neutral head', () => {
  const own = neutralOf({}).positions;
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
    expect(off(neutralOf(expression).positions)).toBeLessThan(0.05);
  });

  it('has open lids, and lips that meet', () => {
    const { left, right, mouth } = findSlits(head);
    const wink = neutralOf({ 'eye-left-closure': 1, 'eye-right-closure': 1 });
    expect(slitOpening(left, wink.positions)).toBeGreaterThan(4);
    expect(slitOpening(right, wink.positions)).toBeGreaterThan(4);
    expect(wink.lids.moments).toEqual({ left: null, right: null });
    expect(Math.abs(slitOpening(mouth, neutralOf({ 'mouth-parling-left': 0.8 }).positions))).toBeLessThan(0.6);
  });

  it('keeps lids that stand so in all photographs, each eye its own, and nothing else', () => {
    const { left, right } = findSlits(head);
    const narrow = { 'eye-left-closure': 0.35, 'eye-right-slit': 0.4 };
    const kept = neutralOf({ ...narrow, 'mouth-corner-puller-left': 0.8 });
    const shown = caught(narrow).before;
    for (const slit of [left, right]) {
      const [open, now, seen] = [own, kept.positions, shown].map((of) => slitOpening(slit, of));
      expect(open - seen).toBeGreaterThan(1);
      expect((open - now) / (open - seen)).toBeCloseTo(OWN_SHARE, 1);
    }
    const names = head.expressions.names.filter((_, k) => kept.lids.expression[k] !== 0);
    expect(names).toEqual(['eye-left-closure', 'eye-right-slit']);
  });

  it('has lids as most moments that show them open, a blink and a start left out', () => {
    const { left } = findSlits(head);
    const usual = { 'eye-left-closure': 0.1 };
    const moments = [usual, { 'eye-left-closure': 0.9 }, usual, { 'eye-left-closure': -0.2 }];
    const { positions, lids } = neutralOf({ 'eye-left-closure': 0.2 }, moments);
    expect(lids.moments.left).toBe(0);
    const most = caught({ 'eye-left-closure': 0.3 * OWN_SHARE }).before;
    expect(slitOpening(left, positions)).toBeCloseTo(slitOpening(left, most), 1);
  });
});
