import { describe, expect, it } from 'vitest';
import { createAsm } from '../../../src/asm/adaptive-skinning-model.ts';
import { BONE_PARENTS, BONES } from '../../../src/asm/bones.ts';
import { groupOf } from '../../../src/asm/parameters.ts';
import { movesOf } from '../../../src/asm/sliders/slider-bones.ts';
import type { Slider } from '../../../src/asm/sliders/slider-definition.ts';
import { sliderDisplacement, sliderFields } from '../../../src/asm/sliders/slider-fields.ts';
import { SLIDER_DEFINITIONS, SLIDERS } from '../../../src/asm/sliders/slider-table.ts';
import { fitSphere } from '../../../src/head/anatomy/eyes/seat-eyes.ts';
import { findSlits } from '../../../src/head/anatomy/slits.ts';
import { embeddedPoints, outerSkin } from '../../../src/head/head-model.ts';
import { loadPeoplesHead } from '../../../src/head/load-head.ts';

const head = loadPeoplesHead();
const fields = sliderFields(head);
const skinCount = head.parts[0].vertexCount;
const outer = [...new Set(outerSkin(head))];

const fieldOf = (name: string): Float64Array => {
  const field = fields.get(name);
  if (field === undefined) throw new Error(`no slider is called ${name}`);
  return field;
};
const lengthAt = (field: Float64Array, v: number): number =>
  Math.hypot(field[3 * v], field[3 * v + 1], field[3 * v + 2]);
const largest = (values: Float64Array): number => values.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
const meanOver = (field: Float64Array, vertices: readonly number[]): number =>
  vertices.reduce((sum, v) => sum + lengthAt(field, v), 0) / vertices.length;

describe('the table of sliders', () => {
  it('has at least 40 of them, with names of their own and words for their ends', () => {
    expect(SLIDER_DEFINITIONS.length).toBeGreaterThanOrEqual(40);
    expect(new Set(SLIDERS.map(({ name }) => name)).size).toBe(SLIDERS.length);
    for (const { name, low, high, moves } of SLIDER_DEFINITIONS) {
      expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(low).not.toBe(high);
      expect(moves.length, name).toBeGreaterThan(0);
      for (const { bone, amount } of moves) {
        expect(bone.endsWith('_R'), `${name}: ${bone}`).toBe(false);
        expect(BONES.map((other) => other.name)).toContain(bone);
        expect(Math.abs(amount)).toBeGreaterThan(0);
      }
    }
  });

  it('says of every bone on which side it is moved', () => {
    const sides = (name: string): string[] =>
      movesOf(SLIDERS.find((slider) => slider.name === name) as Slider).map(
        ({ bone, amount }) => `${bone} ${amount > 0}`,
      );
    expect(sides('eye-tilt')).toEqual(['eye_L true', 'eye_R false']);
    expect(sides('eye-height-left')).toEqual(['eye_L true']);
    expect(sides('eye-height-right')).toEqual(['eye_R true']);
  });
});

/** Bones that move with a slider. */
function carried({ definition }: Slider): Set<number> {
  const out = new Set(movesOf({ definition, name: '', side: 'both' }).map(({ bone }) => indexOf(bone)));
  BONES.forEach((_, j) => {
    const parent = BONE_PARENTS[j];
    if (out.has(parent) && !definition.alone.includes(BONES[parent].name)) out.add(j);
  });
  return out;
}

const indexOf = (name: string): number => BONES.findIndex((bone) => bone.name === name);

/** The bone that each vertex of the outer skin is nearest to in the skin UV; the head's on what lies behind the face. */
function nearestBones(): Map<number, number> {
  const { layout, rest, hasMixture } = createAsm(head, head.template);
  const places = groupOf(layout, rest, 'binding');
  return new Map(
    outer.map((v) => {
      let best = 0;
      let least = Number.POSITIVE_INFINITY;
      for (let j = 0; j < BONES.length; j++) {
        const square = (head.skinUv[2 * v] - places[2 * j]) ** 2 + (head.skinUv[2 * v + 1] - places[2 * j + 1]) ** 2;
        if (hasMixture[j] === 0 || square >= least) continue;
        least = square;
        best = j;
      }
      return [v, head.regions.scalp[v] === 1 ? indexOf('head') : best];
    }),
  );
}

describe('the fields of sliders', () => {
  const nearest = nearestBones();

  it.each(SLIDER_DEFINITIONS.map((definition) => [definition.name, definition] as const))(
    '%s moves what it names at least three times as far as the rest',
    (name, definition) => {
      const bones = carried({ name, definition, side: 'both' });
      const named = outer.filter((v) => bones.has(nearest.get(v) ?? -1));
      const rest = outer.filter((v) => !bones.has(nearest.get(v) ?? -1));
      expect(meanOver(fieldOf(name), named) / meanOver(fieldOf(name), rest)).toBeGreaterThan(3);
    },
  );

  it('are as different as handles must be: none does what another does', () => {
    const cosine = (a: Float64Array, b: Float64Array): number => {
      let [ab, aa, bb] = [0, 0, 0];
      for (const v of outer)
        for (let i = 3 * v; i < 3 * v + 3; i++) {
          ab += a[i] * b[i];
          aa += a[i] ** 2;
          bb += b[i] ** 2;
        }
      return ab / Math.sqrt(aa * bb);
    };
    for (const [i, a] of SLIDER_DEFINITIONS.entries())
      for (const b of SLIDER_DEFINITIONS.slice(i + 1))
        expect(Math.abs(cosine(fieldOf(a.name), fieldOf(b.name))), `${a.name}, ${b.name}`).toBeLessThan(0.85);
  });

  /** iBUG's landmarks between which a slider names a distance, and the axis that it is taken along. */
  it.each([
    ['face-width', 16, 0, 0],
    ['jaw-width', 12, 4, 0],
    ['nose-width', 35, 31, 0],
    ['mouth-width', 54, 48, 0],
    ['eye-width', 45, 42, 0],
    ['eye-spacing', 42, 39, 0],
    ['eye-opening', 43, 47, 1],
    ['eye-outer-corner-height', 45, 42, 1],
    ['eye-tilt', 45, 42, 1],
    ['brow-height', 24, 44, 1],
    ['brow-tilt', 26, 22, 1],
    ['nose-length', 27, 33, 1],
    ['nose-projection', 30, 39, 2],
    ['nose-tip-height', 30, 27, 1],
    ['nose-bend', 30, 27, 0],
    ['mouth-corner-height', 54, 57, 1],
    ['lip-lower-fullness', 66, 57, 1],
    ['lip-upper-fullness', 51, 62, 1],
    ['lower-face-height', 33, 8, 1],
    ['chin-length', 57, 8, 1],
    ['chin-projection', 8, 33, 2],
  ] as const)('%s grows what it is called after', (name, a, b, axis) => {
    const [before, after] = [0, 1].map((value) => {
      const marks = embeddedPoints(
        head.embeddings.ibug68,
        head.template.map((x, i) => x + value * fieldOf(name)[i]),
      );
      return marks[3 * a + axis] - marks[3 * b + axis];
    });
    expect(after - before).toBeGreaterThan(0.5);
  });

  it('of ears turn them away from the head and back', () => {
    const { ears } = head.regions;
    const left = outer.filter((v) => ears[v] === 1 && head.template[3 * v] > 0);
    const middle = left.reduce((sum, v) => sum + head.template[3 * v + 2], 0) / left.length;
    const back = left.filter((v) => head.template[3 * v + 2] < middle);
    const top = left.reduce((a, b) => (head.template[3 * b + 1] > head.template[3 * a + 1] ? b : a));
    const outwards = back.reduce((sum, v) => sum + fieldOf('ear-stand-off')[3 * v], 0) / back.length;
    expect(outwards).toBeGreaterThan(1);
    expect(fieldOf('ear-tilt')[3 * top + 2]).toBeLessThan(-2);
    expect(fieldOf('ear-size')[3 * top + 1]).toBeGreaterThan(1.5);
  });

  it('are seen, and grotesque in none', () => {
    for (const { name } of SLIDER_DEFINITIONS) {
      const most = Math.max(...outer.map((v) => lengthAt(fieldOf(name), v)));
      expect(most, name).toBeGreaterThan(1);
      expect(most, name).toBeLessThan(15);
    }
  });

  it('of halves add up to the whole, and are mirror images', () => {
    for (const { name, side, definition } of SLIDERS) {
      if (side !== 'left') continue;
      const [whole, left, right] = ['', '-left', '-right'].map((half) => fieldOf(`${definition.name}${half}`));
      expect(largest(whole.map((x, i) => left[i] + right[i] - x)), name).toBeLessThan(1e-12);
      const mirrored = right.map(
        (_, i) => (i % 3 === 0 ? -1 : 1) * right[3 * head.mirror[Math.floor(i / 3)] + (i % 3)],
      );
      const apart = left.subarray(0, 3 * skinCount).map((x, i) => x - mirrored[i]);
      expect(largest(apart), name).toBeLessThan(1e-12);
    }
  });

  it('hold what does not hang on a bone that goes alone', () => {
    const { lids, lips, nose } = head.regions;
    const face = outer.filter((v) => lids[v] === 1 || lips[v] === 1 || nose[v] === 1);
    for (const name of ['skull-height', 'skull-length'])
      expect(Math.max(...face.map((v) => lengthAt(fieldOf(name), v))), name).toBeLessThan(0.01);
    // The tip hangs on the nose, whose bridge the hump is.
    const tip = head.embeddings.ibug68.vertices[3 * 30];
    expect(lengthAt(fieldOf('nose-size'), tip)).toBeGreaterThan(2);
    expect(lengthAt(fieldOf('nose-hump'), tip)).toBeLessThan(0.5);
  });

  it('leave lips on each other', () => {
    const { upper, lower } = findSlits(head).mouth;
    for (const { name } of SLIDER_DEFINITIONS) {
      const field = fieldOf(name);
      for (const u of upper) {
        const x = (v: number): number => Math.abs(head.template[3 * v] - head.template[3 * u]);
        const below = lower.slice(1, -1).reduce((a, b) => (x(b) < x(a) ? b : a));
        const gap = [0, 1, 2].map((k) => field[3 * u + k] - field[3 * below + k]);
        expect(Math.hypot(...gap), name).toBeLessThan(0.5);
      }
    }
  });

  it('keep eyeballs round, under their lids, and move teeth as one', () => {
    for (const { name } of SLIDER_DEFINITIONS) {
      const field = fieldOf(name);
      const moved = head.template.map((x, i) => x + field[i]);
      for (const part of head.parts) {
        const [from, to] = [3 * part.vertexStart, 3 * (part.vertexStart + part.vertexCount)];
        if (part.texture === 'eye') {
          // A shift and a growth: what the mean head's eyeball is but for its place and size.
          const [was, is] = [head.template, moved].map((p) => ({
            ...fitSphere(p, part),
            points: p.subarray(from, to),
          }));
          const shape = ({ points, centre, radius }: typeof was): Float64Array =>
            points.map((x, i) => (x - centre[i % 3]) / radius);
          const [before, after] = [was, is].map(shape);
          expect(largest(after.map((x, i) => x - before[i])), `${name} ${part.name}`).toBeLessThan(1e-9);
        } else if (part.texture !== 'skin')
          expect(largest(field.subarray(from, to).map((x, i) => x - field[from + (i % 3)])), name).toBeLessThan(1e-12);
      }
    }
  });

  it('add up, by values that may be of either sign', () => {
    const sum = sliderDisplacement(
      fields,
      new Map([
        ['nose-width', 0.5],
        ['jaw-width', -1],
        ['eye-size', 0],
      ]),
    );
    const [nose, jaw] = [fieldOf('nose-width'), fieldOf('jaw-width')];
    for (let i = 0; i < sum.length; i++) expect(Math.abs(sum[i] - (0.5 * nose[i] - jaw[i]))).toBeLessThan(1e-12);
    expect(() => sliderDisplacement(fields, new Map([['nose-wdth', 1]]))).toThrow(/nose-wdth/);
  });
});
