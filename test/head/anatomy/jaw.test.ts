import { describe, expect, it } from 'vitest';
import { createJawRig, turnJaw } from '../../../src/head/anatomy/jaw.ts';
import { findSlits, slitOpening } from '../../../src/head/anatomy/slits.ts';
import { loadBundledHead } from '../../../src/head/bundled/bundled-head.ts';
import { expectClose } from '../../helpers/close.ts';

const head = loadBundledHead();

describe('the jaw', () => {
  const rig = createJawRig(head);
  const stride = 3 * head.vertexCount;
  const pivot = head.jointPositions.subarray(3 * rig.joint, 3 * rig.joint + 3);

  it('turned by its open angle is the mouth-open shape', () => {
    const turned = head.template.slice();
    turnJaw(rig, pivot, [rig.openAngle, 0, 0], turned);
    const shape = head.expressions.deltas.subarray(rig.expression * stride, (rig.expression + 1) * stride);
    expectClose(
      turned,
      head.template.map((x, i) => x + shape[i]),
      { atol: 1e-6 },
    );
    expect(rig.openAngle).toBeGreaterThan(0.2);
    const { mouth } = findSlits(head);
    expect(slitOpening(mouth, head.template)).toBeLessThan(1);
    expect(slitOpening(mouth, turned)).toBeGreaterThan(15);
  });

  it('at rest moves nothing, and moves no vertex by weights beyond 0..1', () => {
    const still = head.template.slice();
    turnJaw(rig, pivot, [0, 0, 0], still);
    expect(still).toEqual(head.template);
    expect(rig.weights.every((w) => w >= 0 && w <= 1)).toBe(true);
    expect(Math.max(...rig.weights)).toBeGreaterThan(0.9);
  });
});
