import { describe, expect, it } from 'vitest';
import type { RiggedHead, RigPrimitive } from '../../../../src/export/rig/rigged-head.ts';
import { writtenShapes } from '../../../../src/export/rig/shapes/written-shapes.ts';

const skin = {
  name: 'skin',
  morphs: new Map(['smile', 'jawOpen', 'viseme_aa'].map((name, k) => [name, Float32Array.of(k, 0, 0)])),
} as unknown as RigPrimitive;
const teeth = { name: 'teeth', morphs: new Map([['jawOpen', new Float32Array(3)]]) } as unknown as RigPrimitive;
const rig = {
  name: 'head',
  primitives: [skin, teeth],
  weights: new Map([['smile', 0.5]]),
  animations: [
    { name: 'a', times: new Float32Array(1), rotations: new Map(), weights: new Map([['smile', new Float32Array(1)]]) },
  ],
  shapes: {
    sets: new Map([
      ['arkit', ['jawOpen']],
      ['native', ['smile']],
      ['visemes', ['viseme_aa']],
    ]),
    written: ['arkit'],
  },
} as unknown as RiggedHead;

const named = (head: RiggedHead): string[][] => head.primitives.map(({ morphs }) => [...morphs.keys()]);

describe("a rig's written shapes", () => {
  it('are those of the sets that it says, with their weights and tracks', () => {
    const shown = writtenShapes(rig);
    expect(named(shown)).toEqual([['jawOpen'], ['jawOpen']]);
    expect(shown.weights?.size).toBe(0);
    expect(shown.animations?.[0].weights.size).toBe(0);
    const both = writtenShapes({
      ...rig,
      shapes: { sets: rig.shapes?.sets ?? new Map(), written: ['native', 'arkit'] },
    });
    expect(named(both)).toEqual([['jawOpen', 'smile'], ['jawOpen']]);
    expect(both.weights?.get('smile')).toBe(0.5);
    expect(both.animations?.[0].weights.has('smile')).toBe(true);
  });

  it('are all of them where it says nothing', () => {
    const { shapes: _, ...plain } = rig;
    expect(writtenShapes(plain)).toBe(plain);
  });
});
