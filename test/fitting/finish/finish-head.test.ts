import { describe, expect, it } from 'vitest';
import { gapPoints, lipGap } from '../../../src/fitting/evidence/landmarks/gaps.ts';
import { finishHead, jawAtRest } from '../../../src/fitting/finish/finish-head.ts';
import { turnJaw } from '../../../src/head/anatomy/jaw.ts';
import { loadBundledHead } from '../../../src/head/bundled/bundled-head.ts';
import { createShapeSpace } from '../../../src/head/shape/shape-space.ts';
import { expectClose } from '../../helpers/close.ts';

const head = loadBundledHead();
const gaps = gapPoints(createShapeSpace(head));
const before = head.template;
const skin = before.slice(0, 3 * head.parts[0].vertexCount);
const fitted = { before, skin, gaps, shut: [] };
const rest = jawAtRest(head);
const open = { ...rest, pose: [0.4, 0.05, -0.02, 1, 2] };

function partOf(positions: Float64Array, name: string): Float64Array {
  const part = head.parts.find((one) => one.name === name);
  if (part === undefined) throw new Error(name);
  return positions.subarray(3 * part.vertexStart, 3 * (part.vertexStart + part.vertexCount));
}

describe('a finished head', () => {
  it('turns skin, lower teeth and tongue with its jaw, and upper teeth and eyes with the skull', () => {
    const { atRest, positions } = finishHead(head, fitted, open);
    const turned = atRest.slice();
    turnJaw(open.hung, open.pose, turned);
    expectClose(positions, turned, { atol: 1e-12 });
    for (const name of ['teeth_upper', 'eye_L', 'eye_R']) expect(partOf(positions, name)).toEqual(partOf(atRest, name));
    for (const name of ['teeth_lower', 'tongue'])
      expect(partOf(positions, name)[1] - partOf(atRest, name)[1]).toBeLessThan(-15);
    expectClose(atRest, before, { atol: 0.5 });
  });

  it('shuts lips that the photographs show shut where the jaw has them, and tucks the teeth behind them', () => {
    const ajar = { ...rest, pose: [0.03, 0, 0, 0, 0] };
    const shut = finishHead(head, { ...fitted, shut: ['mouth'] }, ajar);
    const left = finishHead(head, fitted, ajar);
    expect(lipGap(gaps, left.positions)).toBeGreaterThan(1);
    expect(lipGap(gaps, shut.positions)).toBeLessThan(0.8);
    expect(partOf(shut.atRest, 'teeth_upper')[2]).toBeCloseTo(partOf(before, 'teeth_upper')[2] - 5, 6);
    expect(partOf(finishHead(head, fitted, open).atRest, 'teeth_upper')[2]).toBeCloseTo(
      partOf(before, 'teeth_upper')[2],
      6,
    );
  });
});
