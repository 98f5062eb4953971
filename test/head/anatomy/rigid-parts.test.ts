import { describe, expect, it } from 'vitest';
import { createJawRig } from '../../../src/head/anatomy/jaw.ts';
import { followSkin, skinAround, tuckTeeth } from '../../../src/head/anatomy/rigid-parts.ts';
import { loadBundledHead } from '../../../src/head/bundled/bundled-head.ts';
import { expectClose } from '../../helpers/close.ts';

const head = loadBundledHead();
const skinCount = head.parts[0].vertexCount;
const part = (name: string) => {
  const found = head.parts.find((one) => one.name === name);
  if (found === undefined) throw new Error(name);
  return found;
};

/** A part's vertices from its first one on. */
function shapeOf(positions: Float64Array, start: number, count: number): Float64Array {
  return positions.subarray(3 * start, 3 * (start + count)).map((x, i, p) => x - p[i % 3]);
}

describe('the skin around a part', () => {
  it('is its own: lids by the eyes, mirrored, and lips by teeth and tongue', () => {
    const [left, right] = [skinAround(head, part('eye_L')), skinAround(head, part('eye_R'))];
    expect(left.length).toBeGreaterThan(20);
    expect(left.map((v) => head.mirror[v]).toSorted((a, b) => a - b)).toEqual(right.toSorted((a, b) => a - b));
    expect(left.every((v) => head.regions.lids[v] === 1)).toBe(true);
    expect(skinAround(head, part('tongue')).every((v) => head.regions.lips[v] === 1)).toBe(true);
  });
});

describe('parts of a head', () => {
  it('go with the skin where it goes as a whole', () => {
    const move = [3, -2, 5];
    const after = head.template.map((x, i) => (i < 3 * skinCount ? x + move[i % 3] : x));
    followSkin(head, head.template, after);
    expectClose(
      after,
      head.template.map((x, i) => x + move[i % 3]),
      { atol: 1e-9 },
    );
  });

  it('keep their shape however the skin bends, and forget where they were before', () => {
    const bent = head.template.map((x, i) => (i < 3 * skinCount ? x + 2 * Math.sin(x / 20 + i) : x));
    const after = bent.map((x, i) => (i < 3 * skinCount ? x : 1e6));
    followSkin(head, head.template, after);
    for (const { vertexStart, vertexCount } of head.parts.slice(1))
      expectClose(shapeOf(after, vertexStart, vertexCount), shapeOf(head.template, vertexStart, vertexCount), {
        atol: 1e-9,
      });
    expectClose(after.subarray(0, 3 * skinCount), bent.subarray(0, 3 * skinCount), {});
  });

  it('stay where only the lips move, and go with the bone that they sit in', () => {
    const { lips } = head.regions;
    const stretched = head.template.map((x, i) => (lips[Math.floor(i / 3)] === 1 ? x + 4 : x));
    followSkin(head, head.template, stretched);
    const { weights } = createJawRig(head);
    const long = head.template.map((x, i) =>
      i < 3 * skinCount && i % 3 === 1 ? x - 4 * weights[Math.floor(i / 3)] : x,
    );
    followSkin(head, head.template, long);
    const shift = (positions: Float64Array, name: string): number => {
      const at = 3 * part(name).vertexStart + 1;
      return positions[at] - head.template[at];
    };
    for (const name of ['teeth_upper', 'teeth_lower', 'tongue']) expect(shift(stretched, name)).toBe(0);
    expect(shift(long, 'teeth_lower')).toBeLessThan(-2.5);
    expect(shift(long, 'teeth_upper')).toBeGreaterThan(-1);
  });

  it('between shut lips are tucked back, teeth and tongue alone', () => {
    const tucked = head.template.slice();
    tuckTeeth(head, tucked, 1);
    const expected = head.template.slice();
    for (const { texture, vertexStart, vertexCount } of head.parts)
      if (texture === 'teeth' || texture === 'tongue')
        for (let v = vertexStart; v < vertexStart + vertexCount; v++) expected[3 * v + 2] -= 5;
    expectClose(tucked, expected, {});
    const open = head.template.slice();
    tuckTeeth(head, open, 12);
    expect(open).toEqual(head.template);
  });
});
