import { describe, expect, it } from 'vitest';
import type { RiggedHead, RigPrimitive } from '../../../../src/export/rig/rigged-head.ts';
import { writtenShapes } from '../../../../src/export/rig/shapes/written-shapes.ts';

const skin = {
  name: 'skin',
  morphs: new Map(['smile', 'jawOpen', 'viseme_aa'].map((name, k) => [name, Float32Array.of(k + 1, 0, 0)])),
} as unknown as RigPrimitive;
const teeth = { name: 'teeth', morphs: new Map([['jawOpen', new Float32Array(3)]]) } as unknown as RigPrimitive;
const rig = {
  name: 'head',
  primitives: [skin, teeth],
  weights: new Map([['smile', 0.5]]),
  animations: [
    {
      name: 'a',
      times: new Float32Array(1),
      rotations: new Map(),
      weights: new Map([['smile', Float32Array.of(0.5)]]),
    },
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
    expect(named(shown)).toEqual([['jawOpen', 'captured'], ['jawOpen']]);
    expect(shown.weights?.size).toBe(0);
    // What the smile showed is a corrective now.
    expect([...(shown.animations?.[0].weights ?? [])]).toEqual([['captured', Float32Array.of(1)]]);
    const both = writtenShapes({
      ...rig,
      shapes: { sets: rig.shapes?.sets ?? new Map(), written: ['native', 'arkit'] },
    });
    expect(named(both)).toEqual([['jawOpen', 'smile'], ['jawOpen']]);
    expect(both.weights?.get('smile')).toBe(0.5);
    expect(both.animations?.[0].weights.has('smile')).toBe(true);
  });

  it('leave each clip what it showed', () => {
    const still = (name: string, weights: readonly (readonly [string, number])[]) => ({
      name,
      times: new Float32Array(1),
      rotations: new Map(),
      weights: new Map(weights.map(([target, weight]) => [target, Float32Array.of(weight)])),
    });
    const talks = { ...still('talks', [['smile', 1]]), times: Float32Array.of(0, 1) };
    const own = new Map([...skin.morphs, ['b', Float32Array.of(0, 3, 0)]]);
    const moments = {
      ...rig,
      primitives: [{ ...skin, morphs: own }],
      animations: [
        still('a', [['smile', 0.5]]),
        still('b', [
          ['smile', 0.25],
          ['jawOpen', 0.5],
          ['b', 1],
        ]),
        still('a looks aside', [['smile', 0.5]]),
        talks,
      ],
    } as unknown as RiggedHead;
    const shown = writtenShapes(moments);
    expect(named(shown)).toEqual([['jawOpen', 'captured', 'b']]);
    const moved = (clip: number): number[] => {
      const sum = [0, 0, 0];
      for (const [target, [weight]] of shown.animations?.[clip].weights ?? [])
        shown.primitives[0].morphs.get(target)?.forEach((x, k) => {
          sum[k] += weight * x;
        });
      return sum;
    };
    const off = (a: readonly number[], b: readonly number[]): number => Math.hypot(...a.map((x, k) => x - b[k]));
    expect(off(moved(0), [0.5, 0, 0])).toBeLessThan(1e-6);
    expect(off(moved(1), [1.25, 3, 0])).toBeLessThan(0.0501);
    expect(off(moved(2), [0.5, 0, 0])).toBeLessThan(1e-6);
    // Correctives hold one moment each: what lasts has the written targets alone.
    expect(shown.animations?.[3].weights.size).toBe(0);
  });

  it('are all of them where it says nothing', () => {
    const { shapes: _, ...plain } = rig;
    expect(writtenShapes(plain)).toBe(plain);
  });
});
