import { describe, expect, it } from 'vitest';
import { beardRegion, jawRegion, whiskerRegion } from '../../../../src/head/anatomy/beard-region.ts';
import { skinNeighbours } from '../../../../src/head/anatomy/skin-neighbours.ts';
import { plainKernels } from '../../../../src/kernels/runtime/plain-kernels.ts';
import { albedoTexture } from '../../../../src/render/mesh/head-mesh.ts';
import { ownColors } from '../../../../src/render/texture/own-colors.ts';
import {
  beardedShare,
  creasesBeside,
  findBeard,
  unbearded,
} from '../../../../src/render/texture/shading/bearded-skin.ts';
import { modelRatios } from '../../../../src/render/texture/shading/model-ratios.ts';
import { colorsAt, someSkin, texelGeometry, vertexLane } from '../../../../src/render/texture/texels.ts';
import { head } from '../../../helpers/meshes/skinned-head.ts';

const { memory } = plainKernels();
const texels = someSkin(memory, texelGeometry(memory, { head, positions: head.template }, 512), 7);
const model = colorsAt(texels, albedoTexture(head));
const skin = head.parts[0].vertexCount;
const lane = (of: (v: number) => number): Float64Array => Float64Array.from({ length: skin }, (_, v) => of(v));
const whole = lane(() => 0.8);

const lipsTop = head.regions.lips.reduce(
  (most, on, v) => (on === 1 ? Math.max(most, head.template[3 * v + 1]) : most),
  -1e9,
);

/** A view's lanes of somebody who is so much darker somewhere, logarithms. */
function lanes(darker: number, where: ArrayLike<number> = beardRegion(head)): Float64Array {
  const dark = vertexLane(head, texels, Float64Array.from(where));
  const out = new Float64Array(4 * texels.index.length);
  for (let i = 0; i < texels.index.length; i++) {
    for (let c = 0; c < 3; c++) out[4 * i + c] = 0.3 * Math.exp(dark[i] > 0.5 ? -darker : 0) * model[3 * i + c];
    out[4 * i + 3] = 0.3;
  }
  return out;
}

const beardOf = (own: Float64Array) => findBeard(head, modelRatios(head, texels, own));

describe('a beard', () => {
  it('is where the jaw is darker, more or less', () => {
    const shares = [0, 0.8, 1.6].map((darker) => {
      const ratios = modelRatios(head, texels, lanes(darker));
      return ratios === null ? Number.NaN : beardedShare(head, ratios);
    });
    expect(shares[0]).toBe(0);
    expect(shares[1]).toBeGreaterThan(0.1);
    expect(shares[1]).toBeLessThan(0.9);
    expect(shares[2]).toBe(1);
  });

  it('is left out of a region, and nothing where there is none', () => {
    expect(unbearded(head, whole, beardOf(lanes(0)))).toEqual(whole);
    const left = unbearded(head, whole, beardOf(lanes(1.2)));
    beardRegion(head).forEach((on, v) => {
      expect(left[v]).toBe(on === 1 ? 0 : 0.8);
    });
    expect(beardOf(new Float64Array(4 * texels.index.length))).toBe(null);
    expect(unbearded(head, whole, null)).toEqual(whole);
  });

  it('hides folds where it is dark all around, up to a moustache that slopes down to the cheeks', () => {
    const hair = beardOf(lanes(1.6))?.hair ?? [];
    const p = head.template;
    const inner = lane((v) =>
      whiskerRegion(head)[v] === 1 && skinNeighbours(head)[v].every((n) => whiskerRegion(head)[n] === 1) ? 1 : 0,
    );
    const told = Array.from(inner.keys()).filter((v) => inner[v] === 1 && hair[v] > 0.99);
    expect(told.length).toBeGreaterThan(80);
    const cheek = Array.from(hair.keys()).filter((v) => beardRegion(head)[v] === 1 && whiskerRegion(head)[v] === 0);
    expect(cheek.length).toBeGreaterThan(50);
    for (const v of cheek) expect(hair[v]).toBe(0);
    // Beside a moustache's slope nothing, and nothing of the lips' edge.
    const beside = Array.from(hair.keys()).filter(
      (v) => Math.abs(Math.abs(p[3 * v]) - 32) < 8 && p[3 * v + 1] > lipsTop + 4 && p[3 * v + 1] < lipsTop + 14,
    );
    expect(beside.length).toBeGreaterThan(20);
    for (const v of beside) expect(hair[v]).toBe(0);
    ownColors(head).forEach((own, v) => {
      if (own === 1) expect(hair[v]).toBe(0);
    });
    // Under the nose it reaches as far up as the beard's region does.
    const under = (region: Uint8Array): number =>
      region.reduce((most, on, v) => (on === 1 && Math.abs(p[3 * v]) < 10 ? Math.max(most, p[3 * v + 1]) : most), -1e9);
    expect(under(whiskerRegion(head))).toBe(under(beardRegion(head)));
  });

  it('is none of a moustache alone, by which nobody tells it from a shadow', () => {
    const moustache = lane((v) => (beardRegion(head)[v] === 1 && head.template[3 * v + 1] > lipsTop ? 1 : 0));
    const found = beardOf(lanes(1.6, moustache));
    expect(found?.share).toBe(0);
    expect(found?.hair.every((x) => x === 0)).toBe(true);
  });

  it('is no line of shade beside a bearded jaw', () => {
    const jaw = jawRegion(head);
    const alone = Array.from(jaw.keys()).find(
      (v) =>
        whiskerRegion(head)[v] === 1 &&
        jaw[v] === 0 &&
        Math.abs(head.template[3 * v]) < 40 &&
        skinNeighbours(head)[v].every(
          (n) => jaw[n] === 0 && whiskerRegion(head)[n] === 1 && skinNeighbours(head)[n].every((m) => jaw[m] === 0),
        ),
    );
    if (alone === undefined) throw new Error('no vertex');
    const hair =
      beardOf(
        lanes(
          1.6,
          lane((v) => Math.max(jaw[v], v === alone ? 1 : 0)),
        ),
      )?.hair ?? [];
    expect(hair[alone]).toBeLessThan(0.3);
  });

  it("leaves the lips' ends, and creases beside it", () => {
    const hair = lane((v) => (v % 3 === 0 ? 1 : v % 3 === 1 ? 0.5 : 0));
    const [folds, pits, ends] = [whole, lane(() => 0.6), lane((v) => (v % 2 === 0 ? 0.4 : 0))];
    const left = creasesBeside({ folds, pits, ends }, { share: 1, hair });
    for (let v = 0; v < skin; v++) {
      expect(left.folds[v]).toBeCloseTo(0.8 * (1 - hair[v]), 12);
      expect(left.pits[v]).toBeCloseTo(Math.max(0.6 * (1 - hair[v]), ends[v]), 12);
    }
    expect(creasesBeside({ folds, pits, ends }, null)).toEqual({ folds, pits, ends });
  });
});
