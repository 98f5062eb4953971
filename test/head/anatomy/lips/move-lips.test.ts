import { describe, expect, it } from 'vitest';
import { LIP_LINES, LIP_POINTS } from '../../../../src/head/anatomy/lips/lip-points.ts';
import { moveLips } from '../../../../src/head/anatomy/lips/move-lips.ts';
import { skinHeights } from '../../../../src/head/anatomy/lips/skin-heights.ts';
import { distancesFrom } from '../../../../src/head/anatomy/skin-distances.ts';
import { findSlits, rimOf } from '../../../../src/head/anatomy/slits.ts';
import { loadBundledHead } from '../../../../src/head/bundled/bundled-head.ts';
import { embeddedPoints } from '../../../../src/head/head-model.ts';

const head = loadBundledHead();
const points = embeddedPoints(head.embeddings.mediapipe468, head.template);

/** The head with its lips moved by what a function of the point says. */
function moved(step: (landmark: number) => readonly [number, number, number]): Float64Array {
  const out = head.template.slice();
  moveLips(head, Float64Array.from(LIP_POINTS.flatMap((l) => step(l))), out);
  return out;
}

function travels(to: Float64Array, landmarks: readonly number[]): number[][] {
  const after = embeddedPoints(head.embeddings.mediapipe468, to);
  return landmarks.map((l) => [0, 1, 2].map((k) => after[3 * l + k] - points[3 * l + k]));
}

const upper: ReadonlySet<number> = new Set([...LIP_LINES.outerUpper, ...LIP_LINES.innerUpper]);

describe('moving lips', () => {
  it('has the rims and the edges of the red go as the points do', () => {
    const to = moved(() => [1, 0.5, 0.25]);
    for (const [x, y] of travels(to, LIP_POINTS)) {
      expect(x).toBeCloseTo(1, 1);
      expect(y).toBeCloseTo(0.5, 1);
    }
    for (const [, , z] of travels(to, LIP_LINES.innerUpper)) expect(z).toBeCloseTo(0.25, 1);
  });

  it('moves one lip without the other, but at the corners', () => {
    const to = moved((l) => (upper.has(l) ? [0, 2, 0] : [0, 0, 0]));
    for (const [, y] of travels(to, LIP_LINES.innerUpper.slice(2, -2))) expect(y).toBeGreaterThan(1.7);
    for (const [, y] of travels(to, LIP_LINES.innerLower.slice(3, -3))) expect(Math.abs(y)).toBeLessThan(0.2);
  });

  it('leaves the nose and what is far', () => {
    const to = moved(() => [3, 4, 0]);
    for (const way of travels(to, [2, 98, 327, 1, 33, 152])) expect(Math.hypot(...way)).toBeLessThan(0.4);
    const fromLips = distancesFrom(head, rimOf(findSlits(head).mouth), head.template, 60);
    for (let v = 0; v < head.vertexCount; v++)
      if ((fromLips.get(v)?.distance ?? 60) > 50 || v >= head.parts[0].vertexCount)
        for (let k = 0; k < 3; k++) expect(to[3 * v + k]).toBe(head.template[3 * v + k]);
  });

  it('folds no skin: what lies beside goes along less, the farther the less', () => {
    const to = moved((l) => (l === 61 || l === 78 ? [-4, 0, 0] : [0, 0, 0]));
    const beside = [61, 57, 212, 214].map((l) => travels(to, [l])[0][0]);
    for (const [i, x] of beside.slice(1).entries()) expect(x).toBeGreaterThan(beside[i] - 0.1);
    expect(beside[0]).toBeLessThan(-2);
  });

  it("slides skin along itself away from the lips' rims: its form stays", () => {
    const to = moved(() => [0, 2, 0]);
    const all = Array.from({ length: head.parts[0].vertexCount }, (_, v) => v);
    const height = skinHeights(head, all, head.template);
    const near = distancesFrom(head, rimOf(findSlits(head).mouth), head.template, 15);
    const slid = [...near].filter(
      ([v, { distance }]) =>
        distance > 7 && height(head.template[3 * v], head.template[3 * v + 1]) - head.template[3 * v + 2] < 1e-9,
    );
    expect(slid.length).toBeGreaterThan(60);
    for (const [v] of slid) expect(to[3 * v + 2]).toBeCloseTo(height(to[3 * v], to[3 * v + 1]), 9);
    // The rims are pushed.
    for (const [, , z] of travels(to, LIP_LINES.innerUpper)) expect(Math.abs(z)).toBeLessThan(0.05);
  });

  it('moves nothing where there are no steps', () => {
    const to = head.template.slice();
    moveLips(head, null, to);
    expect(to).toEqual(head.template);
  });
});
