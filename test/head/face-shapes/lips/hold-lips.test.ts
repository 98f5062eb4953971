import { describe, expect, it } from 'vitest';
import { findSlits } from '../../../../src/head/anatomy/slits.ts';
import { loadBundledHead } from '../../../../src/head/bundled/bundled-head.ts';
import { holdLips } from '../../../../src/head/face-shapes/lips/hold-lips.ts';
import { rimOffsets } from '../../../../src/head/face-shapes/meet-rims.ts';
import type { MorphBasis } from '../../../../src/head/head-model.ts';

const head = loadBundledHead();
const { mouth } = findSlits(head);
const rest = head.template;
const atRest = rimOffsets(head, mouth, rest);

/** A shape that moves the lower lip by so many mm upwards and forwards. */
function lowerLip(name: string, rise: number, forwards: number): MorphBasis {
  const deltas = new Float32Array(rest.length);
  for (const v of mouth.lower.slice(1, -1)) deltas.set([0, rise, forwards], 3 * v);
  return { names: [name], deltas };
}

/** How much further apart in height rims are than at rest, at most, and how much nearer, mm. */
function gaps({ deltas }: MorphBasis): { readonly wider: number; readonly nearer: number } {
  const upper = new Set(mouth.upper);
  const by = Array.from(
    rimOffsets(
      head,
      mouth,
      rest.map((x, i) => x + deltas[i]),
    ),
    ([v, [rise]]) => {
      const more = rise - (atRest.get(v)?.[0] ?? rise);
      return upper.has(v) ? -more : more;
    },
  );
  return { wider: Math.max(...by), nearer: -Math.min(...by) };
}

describe('lips that are held together', () => {
  it('do not gape', () => {
    for (const name of ['mouthPressLeft', 'mouthRollLower', 'mouthSmileRight', 'viseme_PP']) {
      const shape = lowerLip(name, -2, 0);
      expect(gaps(shape).wider).toBeGreaterThan(1);
      holdLips(head, mouth, rest, shape);
      expect(gaps(shape).wider, name).toBeLessThan(0.5);
    }
  });

  it('do not cross where they slide along each other, but overlap where they roll', () => {
    const [slides, rolls] = [lowerLip('jawLeft', 2, 0), lowerLip('mouthRollLower', 2, 0)];
    for (const shape of [slides, rolls]) holdLips(head, mouth, rest, shape);
    expect(gaps(slides).nearer).toBeLessThan(0.8);
    expect(gaps(rolls).nearer).toBeGreaterThan(1);
  });

  it('keep their depth', () => {
    const shape = lowerLip('jawForward', -2, 3);
    holdLips(head, mouth, rest, shape);
    for (const v of mouth.lower.slice(2, -2)) expect(shape.deltas[3 * v + 2]).toBeCloseTo(3, 5);
  });

  it('part under shapes that part them', () => {
    const shape = lowerLip('mouthLowerDownLeft', -2, 0);
    const before = shape.deltas.slice();
    holdLips(head, mouth, rest, shape);
    expect(shape.deltas).toEqual(before);
  });
});
