import { describe, expect, it } from 'vitest';
import { simplifiedRig } from '../../../../src/export/rig/lods/simplified-rig.ts';
import { primitiveNormals } from '../../../../src/export/rig/normals/primitive-normals.ts';
import type { RiggedHead, RigPrimitive } from '../../../../src/export/rig/rigged-head.ts';
import { CARD_TRIANGLES } from '../../../../src/fitting/hair/cards/hair-cards.ts';
import { icosphere } from '../../../../src/geometry/mesh/icosphere.ts';
import { smallRig } from '../../../helpers/meshes/small-rig.ts';

const RADIUS = 80;
const { directions, triangles } = icosphere(4);
const count = directions.length / 3;
/** Moves a small round of it in waves. */
const lid = Float32Array.from(directions, (_, i) => {
  const [x, , z] = directions.subarray(3 * Math.floor(i / 3), 3 * Math.floor(i / 3) + 3);
  return i % 3 === 1 && z > 0.9 ? 10 * Math.sin(40 * x) : 0;
});
const ball: RigPrimitive = {
  name: 'ball',
  positions: Float64Array.from(directions, (d) => RADIUS * d),
  uvs: Float64Array.from({ length: 2 * count }, (_, i) => 0.5 + 0.5 * directions[3 * (i >> 1) + (i & 1)]),
  triangles,
  // Two copies of one point.
  welded: Uint32Array.from({ length: count }, (_, v) => (v === 7 ? 3 : v)),
  weights: {
    influences: 2,
    joints: Uint16Array.from({ length: 2 * count }, (_, i) => i % 2),
    weights: Float32Array.from({ length: 2 * count }, (_, i) => ((i >> 1) % 5) / 10 + (i % 2 === 0 ? 0 : 0.5)),
  },
  morphs: new Map([['blink', lid]]),
  texture: 'skin',
};
const small = smallRig(Uint8Array.of(1), Uint8Array.of(2));
const rig: RiggedHead = {
  ...small,
  primitives: [ball, { ...ball, name: 'lashes', extra: 'lashes' }, ...small.primitives],
};

/** Places of a primitive's vertices among the whole one's. */
function placesIn(whole: RigPrimitive, part: RigPrimitive): number[] {
  const key = (p: Float64Array, v: number): string => p.subarray(3 * v, 3 * v + 3).join();
  const placeOf = new Map(Array.from({ length: count }, (_, v) => [key(whole.positions, v), v]));
  return Array.from({ length: part.positions.length / 3 }, (_, v) => placeOf.get(key(part.positions, v)) ?? -1);
}

describe('a rig of fewer triangles', () => {
  it('has the share that is asked for, of closed parts; cards and small parts are whole', async () => {
    const { rig: half, triangles: left } = await simplifiedRig(rig, 0.5);
    const [own, card, ...rest] = half.primitives;
    expect(own.triangles.length).toBeLessThanOrEqual(0.5 * triangles.length);
    expect(own.triangles.length).toBeGreaterThan(0.48 * triangles.length);
    expect(card).toBe(rig.primitives[1]);
    rest.forEach((primitive, p) => {
      expect(primitive).toBe(small.primitives[p]);
    });
    expect(left).toBe(half.primitives.reduce((sum, primitive) => sum + primitive.triangles.length / 3, 0));
  });

  it('keeps as large a share of the cards over hair, whole and from all of it', async () => {
    const perCard = CARD_TRIANGLES + 2;
    const cards: RigPrimitive = {
      ...ball,
      name: 'hair_cards',
      extra: 'hair_cards',
      positions: ball.positions.slice(0, 3 * 200 * perCard),
      uvs: ball.uvs.slice(0, 2 * 200 * perCard),
      triangles: Uint32Array.from({ length: 200 * 3 * CARD_TRIANGLES }, (_, k) => {
        const [card, corner] = [Math.floor(k / (3 * CARD_TRIANGLES)), k % (3 * CARD_TRIANGLES)];
        return perCard * card + Math.floor(corner / 3) + (corner % 3);
      }),
      welded: Uint32Array.from({ length: 200 * perCard }, (_, v) => v),
      morphs: new Map(),
    };
    const { rig: coarse } = await simplifiedRig({ ...rig, primitives: [cards] }, 0.3);
    const [own] = coarse.primitives;
    expect(own.triangles.length).toBe(60 * 3 * CARD_TRIANGLES);
    expect(own.positions.length).toBe(3 * 60 * perCard);
    const kept = placesIn(cards, own).map((v) => Math.floor(v / perCard));
    const firsts = kept.filter((_, v) => v % perCard === 0);
    expect(kept).toEqual(firsts.flatMap((card) => Array.from({ length: perCard }, () => card)));
    firsts.slice(1).forEach((card, c) => {
      expect(card - firsts[c]).toBeGreaterThanOrEqual(3);
      expect(card - firsts[c]).toBeLessThanOrEqual(4);
    });
  });

  it('keeps vertices as they were, with their weights, shapes, normals and copies', async () => {
    const { rig: coarse } = await simplifiedRig(rig, 0.25);
    const [own] = coarse.primitives;
    const places = placesIn(ball, own);
    expect(Math.min(...places)).toBeGreaterThanOrEqual(0);
    expect(new Set(own.triangles).size).toBe(places.length);
    const rest = primitiveNormals(ball).rest;
    places.forEach((v, at) => {
      expect(own.uvs.subarray(2 * at, 2 * at + 2)).toEqual(ball.uvs.subarray(2 * v, 2 * v + 2));
      expect(own.weights.weights.subarray(2 * at, 2 * at + 2)).toEqual(ball.weights.weights.subarray(2 * v, 2 * v + 2));
      expect(own.morphs.get('blink')?.subarray(3 * at, 3 * at + 3)).toEqual(lid.subarray(3 * v, 3 * v + 3));
      expect(own.normals?.subarray(3 * at, 3 * at + 3)).toEqual(rest.subarray(3 * v, 3 * v + 3));
      expect(ball.welded[places[own.welded[at]]]).toBe(ball.welded[v]);
    });
  });

  it('stays near the whole one, by the error that it tells', async () => {
    const errors: number[] = [];
    for (const share of [0.5, 0.1]) {
      const { rig: coarse, errorMm } = await simplifiedRig(rig, share);
      const [{ positions: p, triangles: t }] = coarse.primitives;
      // A ball's chords lie inside it.
      let deepest = 0;
      for (let k = 0; k < t.length; k += 3) {
        const middle = [0, 1, 2].map((c) => (p[3 * t[k] + c] + p[3 * t[k + 1] + c] + p[3 * t[k + 2] + c]) / 3);
        deepest = Math.max(deepest, RADIUS - Math.hypot(...middle));
      }
      expect(deepest).toBeLessThan(share === 0.5 ? 1 : 6);
      errors.push(errorMm);
    }
    expect(errors[0]).toBeGreaterThan(0);
    expect(errors[1]).toBeGreaterThan(errors[0]);
  });

  it('has more vertices where shapes move it', async () => {
    const moved = (v: number): boolean => ball.positions[3 * v + 2] > 0.9 * RADIUS;
    const inShape = async (morphs: RigPrimitive['morphs']): Promise<number> => {
      const { rig: coarse } = await simplifiedRig({ ...rig, primitives: [{ ...ball, morphs }] }, 0.1);
      return placesIn(ball, coarse.primitives[0]).filter(moved).length;
    };
    expect(await inShape(ball.morphs)).toBeGreaterThan(1.5 * (await inShape(new Map())));
  });
});
