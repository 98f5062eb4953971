import { describe, expect, it } from 'vitest';
import { findSlits } from '../../../../src/head/anatomy/slits.ts';
import { loadBundledHead } from '../../../../src/head/bundled/bundled-head.ts';
import { roundMouth } from '../../../../src/head/face-shapes/lips/round-mouth.ts';
import type { MorphBasis } from '../../../../src/head/head-model.ts';

const head = loadBundledHead();
const { mouth } = findSlits(head);
const corners = [mouth.lower[0], mouth.lower[mouth.lower.length - 1]];

/** One of the head's shapes, a copy. */
function shapeOf({ names, deltas }: MorphBasis, name: string): MorphBasis {
  const stride = 3 * head.vertexCount;
  const k = names.indexOf(name);
  return { names: [name], deltas: deltas.slice(k * stride, (k + 1) * stride) };
}

/** How far a rim's vertices of the left half go away from the other lip, beyond the corners, from the middle outwards, mm. */
function opening(rim: readonly number[], { deltas }: MorphBasis, away: number): number[] {
  const middle = corners.reduce((sum, v) => sum + deltas[3 * v + 1] / 2, 0);
  return rim
    .filter((v) => head.template[3 * v] > -0.5 && !corners.includes(v))
    .sort((a, b) => head.template[3 * a] - head.template[3 * b])
    .map((v) => away * (deltas[3 * v + 1] - middle));
}

describe.each([
  ['mouthFunnel', head.faceShapes],
  ['viseme_O', head.visemes],
] as const)('lips that %s rounds', (name, shapes) => {
  const before = shapeOf(shapes, name);
  const rounded = shapeOf(shapes, name);
  roundMouth(head, mouth, head.template, rounded);

  it.each([
    ['upper', mouth.upper, 1],
    ['lower', mouth.lower, -1],
  ] as const)('open less and less from the middle to the corners, the %s one', (_, rim, away) => {
    const heights = opening(rim, rounded, away);
    for (let i = 1; i < heights.length; i++) expect(heights[i]).toBeLessThan(heights[i - 1] + 0.15);
    expect(Math.min(...heights)).toBeGreaterThan(-0.2);
    const most = Math.max(...opening(rim, before, away));
    expect(heights[0]).toBeGreaterThan(0.6 * most);
    expect(heights[0]).toBeLessThan(0.9 * most);
  });

  it('stay as deep, their corners where they were, and all between them farther out', () => {
    for (let v = 0; v < head.vertexCount; v++)
      expect(Math.abs(rounded.deltas[3 * v + 2] - before.deltas[3 * v + 2])).toBeLessThan(1e-5);
    for (const v of [...mouth.upper, ...mouth.lower]) {
      const x = head.template[3 * v];
      const out = Math.sign(x) * (rounded.deltas[3 * v] - before.deltas[3 * v]);
      if (corners.includes(v)) expect(Math.abs(out)).toBeLessThan(1e-5);
      else if (Math.abs(x) > 2 && Math.abs(x) < 19) expect(out).toBeGreaterThan(0.1);
    }
  });
});
