import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../../src/geometry/random.ts';
import { browVertices } from '../../../../src/head/cards/brow-vertices.ts';
import { embeddedPoints } from '../../../../src/head/head-model.ts';
import { plainKernels } from '../../../../src/kernels/runtime/plain-kernels.ts';
import { albedoTexture } from '../../../../src/render/mesh/head-mesh.ts';
import { cellPlaces, sampleCells } from '../../../../src/render/texture/blend/cell-colors.ts';
import { addGloss, findGloss, type Gloss, takeGloss } from '../../../../src/render/texture/shading/gloss.ts';
import { colorsAt, someSkin, texelGeometry, texelsWhere } from '../../../../src/render/texture/texels.ts';
import { expectClose } from '../../../helpers/close.ts';
import { head } from '../../../helpers/meshes/skinned-head.ts';

const SIZE = 1024;
const { memory } = plainKernels();
const texels = texelGeometry(memory, { head, positions: head.template }, SIZE);
const count = texels.index.length;
/** Someone darker and redder than the model's mean. */
const skin = colorsAt(texels, albedoTexture(head)).map((x, i) => x * [0.8, 0.7, 0.65][i % 3]);
const WEIGHT = 0.5;
/** The middle of the forehead, above between the brows. */
const FOREHEAD = middleOfForehead();

/** How far texels lie from a place on the forehead [N] mm. */
const away = Float64Array.from({ length: count }, (_, i) =>
  Math.hypot(...[0, 1, 2].map((k) => texels.positions[3 * i + k] - FOREHEAD[k])),
);
const inside = (i: number): boolean => away[i] < 6;
const beside = (i: number): boolean => away[i] > 18 && away[i] < 35;

function middleOfForehead(): number[] {
  const [left, right] = [19, 24].map((l) =>
    embeddedPoints(head.embeddings.ibug68, head.template).subarray(3 * l, 3 * l + 3),
  );
  const above = [0, (left[1] + right[1]) / 2 + 22];
  let [nearest, least] = [0, Number.POSITIVE_INFINITY];
  for (let i = 0; i < count; i++) {
    const far = Math.hypot(texels.positions[3 * i] - above[0], texels.positions[3 * i + 1] - above[1]);
    if (texels.positions[3 * i + 2] > 0 && far < least) [nearest, least] = [i, far];
  }
  return [...texels.positions.subarray(3 * nearest, 3 * nearest + 3)];
}

/** A view's lanes. @param color of a texel, given the skin's */
function lanes(color: (own: number, i: number, c: number) => number): Float64Array {
  return Float64Array.from({ length: 4 * count }, (_, k) => {
    const [i, c] = [Math.floor(k / 4), k % 4];
    return c === 3 ? WEIGHT : WEIGHT * color(skin[3 * i + c], i, c);
  });
}
const glossOf = (own: Float64Array): Gloss | null => findGloss(head, texels, [own])[0];
/** Log errors of colours beside the skin's, root mean square over some texels. */
function errorOf(own: Float64Array, some: (i: number) => boolean): number {
  let [sum, n] = [0, 0];
  for (let i = 0; i < count; i++)
    if (some(i))
      for (let c = 0; c < 3; c++, n++) sum += Math.log(own[4 * i + c] / own[4 * i + 3] / skin[3 * i + c]) ** 2;
  return Math.sqrt(sum / n);
}

describe('gloss of skin', () => {
  const mirrored = (i: number): number => 0.25 * Math.exp(-((away[i] / 8) ** 2));
  const shiny = lanes((own, i) => own + mirrored(i));

  it('is found where light without colour is added, and taken off to the skin around', () => {
    const gloss = glossOf(shiny) as Gloss;
    const taken = shiny.slice();
    takeGloss(texels, gloss, taken);
    expect(errorOf(shiny, inside)).toBeGreaterThan(0.5);
    expect(errorOf(taken, inside)).toBeLessThan(0.16);
    expect(errorOf(taken, beside)).toBeLessThan(0.01);
    const weights = (some: (i: number) => boolean): number[] =>
      Array.from(away.keys()).flatMap((i) => (some(i) ? [taken[4 * i + 3]] : []));
    expect(Math.max(...weights((i) => away[i] < 3))).toBeLessThan(0.2 * WEIGHT);
    expect(Math.min(...weights(beside))).toBeGreaterThan(0.95 * WEIGHT);
  });

  it('has no holes where few texels tell of it', () => {
    const every = someSkin(memory, texels, 7);
    const few = Float64Array.from(
      { length: 4 * every.index.length },
      (_, k) => shiny[28 * Math.floor(k / 4) + (k % 4)],
    );
    const [gloss, all] = [findGloss(head, every, [few])[0] as Gloss, glossOf(shiny) as Gloss];
    let [holes, glossy] = [0, 0];
    all.share.forEach((share, k) => {
      if (share < 0.5) return;
      glossy++;
      if (gloss.share[k] < 0.3) holes++;
    });
    expect(glossy).toBeGreaterThan(20);
    expect(holes).toBe(0);
  });

  it('has a lamp’s colour without leaving its complement', () => {
    const blue = lanes((own, i, c) => own + mirrored(i) * [0.7, 1, 1.2][c]);
    takeGloss(texels, glossOf(blue), blue);
    expect(errorOf(blue, inside)).toBeLessThan(0.15);
  });

  it('keeps what is smaller than it', () => {
    const random = createRandom(3);
    const pores = Float64Array.from({ length: count }, () => 1 + 0.1 * random.normal());
    const porous = lanes((own, i) => (own + mirrored(i)) * pores[i]);
    const smooth = shiny.slice();
    takeGloss(texels, glossOf(porous), porous);
    takeGloss(texels, glossOf(shiny), smooth);
    const ratios = Array.from(away.keys())
      .filter(inside)
      .map((i) => porous[4 * i] / porous[4 * i + 3] / (smooth[4 * i] / smooth[4 * i + 3]) / pores[i]);
    const mean = ratios.reduce((a, b) => a + b, 0) / ratios.length;
    expect(Math.max(...ratios.map((ratio) => Math.abs(ratio / mean - 1)))).toBeLessThan(0.1);
  });

  it('is none where skin is only lighter, redder, or paler and darker', () => {
    for (const other of [
      (own: number) => own,
      (own: number, i: number) => own * (inside(i) ? 1.6 : 1),
      (own: number, i: number, c: number) => own * (inside(i) ? [1.8, 1.2, 1][c] : 1),
      (own: number, i: number, c: number) => own * (inside(i) ? [0.4, 0.5, 0.6][c] : 1),
      // A bald scalp beside the model's stubble.
      (own: number, i: number) => (i >= texels.scalpFrom ? 0.4 : own),
    ])
      expect(glossOf(lanes(other)) === null).toBe(true);
    expect(findGloss(head, texels, [lanes(() => 0.3), shiny])[1]).not.toBeNull();
  });

  it('comes again where a skin is shown as the view has it', () => {
    const gloss = glossOf(shiny) as Gloss;
    const taken = shiny.slice();
    takeGloss(texels, gloss, taken);
    const colors = new Float32Array(3 * SIZE * SIZE);
    texels.index.forEach((texel, i) => {
      for (let c = 0; c < 3; c++) colors[3 * texel + c] = taken[4 * i + c] / taken[4 * i + 3];
    });
    addGloss(texels, gloss, colors);
    const shown = Float64Array.from(
      { length: 3 * count },
      (_, k) => colors[3 * texels.index[Math.floor(k / 3)] + (k % 3)],
    );
    const seen = Float64Array.from({ length: 3 * count }, (_, k) => shiny[4 * Math.floor(k / 3) + (k % 3)] / WEIGHT);
    expectClose(shown, seen, { atol: 1e-5 });
  });

  it('is not told of brows, which may be thinner than the model has them, or elsewhere', () => {
    const onBrows = texelsWhere(head, texels, (v) => browVertices(head)[v] === 1);
    const usual = skinColor();
    // White light on a forehead, so that there is gloss, and bare skin where the model's brows are.
    const own = lanes((x, i, c) => (onBrows[i] === 1 ? 1.3 * usual[c] : x + mirrored(i)));
    const gloss = glossOf(own) as Gloss;
    const taken = own.slice();
    takeGloss(texels, gloss, taken);
    let [most, changed] = [0, 0];
    for (let i = 0; i < count; i++) {
      const change = Math.abs(Math.log(taken[4 * i + 1] / taken[4 * i + 3] / (own[4 * i + 1] / WEIGHT)));
      if (onBrows[i] === 1) most = Math.max(most, change);
      else if (inside(i)) changed = Math.max(changed, change);
    }
    expect(changed).toBeGreaterThan(0.1);
    expect(most).toBeLessThan(0.05);
  });
});

describe('values in cells', () => {
  it('are those at their middles, linear between, and the nearest at the border', () => {
    const [cells, size] = [4, 32];
    const values = Float32Array.from({ length: 2 * cells * cells }, (_, k) => {
      const cell = k >> 1;
      return k % 2 === 0 ? cell % cells : 10 * Math.floor(cell / cells);
    });
    const places = cellPlaces(size, cells);
    const at = new Float64Array(2);
    for (const [x, y] of [
      [0, 0],
      [3, 20],
      [13, 7],
      [31, 31],
      [28, 12],
    ]) {
      sampleCells(values, places, y * size + x, at);
      const along = (p: number): number => Math.min(cells - 1, Math.max(0, ((p + 0.5) * cells) / size - 0.5));
      expectClose(at, [along(x), 10 * along(y)], { atol: 1e-6 });
    }
  });
});

/** Of the forehead. */
function skinColor(): number[] {
  const near = Array.from({ length: count }, (_, i) => i).filter(beside);
  return [0, 1, 2].map((c) => near.reduce((sum, i) => sum + skin[3 * i + c], 0) / near.length);
}
