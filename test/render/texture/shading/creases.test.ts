import { afterAll, describe, expect, it } from 'vitest';
import { orbitCamera } from '../../../../src/geometry/orbit-camera.ts';
import { findSlits } from '../../../../src/head/anatomy/slits.ts';
import { loadBundledHead } from '../../../../src/head/bundled/bundled-head.ts';
import type { LinearImage } from '../../../../src/image/image.ts';
import { openKernels } from '../../../../src/kernels/runtime/wasm-kernels.ts';
import { directionalLight } from '../../../../src/render/light/sh-lighting.ts';
import { albedoTexture } from '../../../../src/render/mesh/head-mesh.ts';
import { bakeTexture } from '../../../../src/render/texture/bake-texture.ts';
import { fadeCreases, findCreases, LAID_PIT_MM, PIT_MM } from '../../../../src/render/texture/shading/creases.ts';
import { skinPicture } from '../../../../src/render/texture/skin-picture.ts';
import { texelGeometry } from '../../../../src/render/texture/texels.ts';
import { vertexMap } from '../../../../src/render/texture/vertex-map.ts';
import { skinPhotograph } from '../../../helpers/pictures/skin-photograph.ts';

const head = loadBundledHead();
const skin = head.parts[0].vertexCount;
const at = (v: number): Float64Array => head.template.subarray(3 * v, 3 * v + 3);
/** A vertex of the left cheek, and how far others are from it. */
const PLACE = [38, -45, 60];
const fromPlace = (v: number): number => Math.hypot(...at(v).map((x, k) => x - PLACE[k]));
const cheek = Array.from({ length: skin }, (_, v) => v).reduce((best, v) =>
  fromPlace(v) < fromPlace(best) ? v : best,
);
const away = Array.from({ length: skin }, (_, v) => Math.hypot(...at(v).map((x, k) => x - at(cheek)[k])));

const { mouth } = findSlits(head);
const corners = [mouth.lower[0], mouth.lower[mouth.lower.length - 1]];
const fromCorner = Array.from({ length: skin }, (_, v) =>
  Math.min(...corners.map((c) => Math.hypot(...at(v).map((x, k) => x - at(c)[k])))),
);
/** Farther from the mouth's corners than their pits reach at rest. */
const BESIDE_PITS_MM = 7;

/** The head with the skin around the cheek's vertex drawn together, to `scale` of its lengths within 12 mm. */
function drawnTogether(scale: number): Float64Array {
  const out = head.template.slice();
  away.forEach((d, v) => {
    const s = 1 + (scale - 1) * Math.min(1, Math.max(0, (30 - d) / 18));
    for (let k = 0; k < 3; k++) out[3 * v + k] = at(cheek)[k] + s * (at(v)[k] - at(cheek)[k]);
  });
  return out;
}

/** The head with the skin beside the first corner of the mouth drawn together. */
function smiling(): Float64Array {
  const [x, y, z] = at(corners[0]);
  const middle = [x + 8 * Math.sign(x), y, z];
  const out = head.template.slice();
  for (let v = 0; v < skin; v++) {
    const mm = Math.hypot(...at(v).map((p, k) => p - middle[k]));
    const s = 1 - 0.3 * Math.min(1, Math.max(0, (14 - mm) / 4));
    for (let k = 0; k < 3; k++) out[3 * v + k] = middle[k] + s * (at(v)[k] - middle[k]);
  }
  return out;
}

/** Folds and pits together. */
function found(rest: Float64Array, shown: Float64Array): Float64Array {
  const { folds, pits } = findCreases(head, rest, shown);
  return folds.map((fold, v) => Math.max(fold, pits[v]));
}

describe('creases', () => {
  it('are none where the face is as at rest, moved as a whole, or stretched, but at the corners of the mouth', () => {
    const moved = head.template.map((x, i) => [-1, 1, 1][i % 3] * x + 7);
    const stretched = head.template.map((x, i) => [1.3, 1, 1.1][i % 3] * x);
    for (const shown of [head.template, moved, stretched]) {
      const creases = found(head.template, shown);
      for (let v = 0; v < skin; v++) if (fromCorner[v] > BESIDE_PITS_MM) expect(creases[v]).toBe(0);
      for (const corner of corners) expect(creases[corner]).toBe(1);
    }
  });

  it('reach farther out from the corner of a mouth whose skin a smile draws together, on that side alone', () => {
    const creases = found(head.template, smiling());
    const side = Math.sign(at(corners[0])[0]);
    const beyond = (v: number): number => side * at(v)[0] - Math.abs(at(corners[0])[0]);
    const level = (v: number): boolean => Math.hypot(at(v)[1] - at(corners[0])[1], at(v)[2] - at(corners[0])[2]) < 6;
    const out = Array.from({ length: skin }, (_, v) => v).filter((v) => beyond(v) > 0 && beyond(v) < 11 && level(v));
    expect(out.length).toBeGreaterThan(3);
    for (const v of out) expect(creases[v]).toBeGreaterThan(0.5);
    const other = (v: number): boolean => side * at(v)[0] < 0;
    for (let v = 0; v < skin; v++) if (other(v) && fromCorner[v] > BESIDE_PITS_MM) expect(creases[v]).toBe(0);
  });

  it("take the end of a smile's fold above its corner with it, which lies in front of that", () => {
    const side = Math.sign(at(corners[0])[0]);
    const above = Array.from({ length: skin }, (_, v) => v).filter((v) => {
      const [x, y, z] = at(v).map((p, k) => p - at(corners[0])[k]);
      return side * x > 0 && side * x < 6 && y > 4 && y < 10 && z > 3 && z < 9 && head.regions.mouth[v] === 0;
    });
    expect(above.length).toBeGreaterThan(0);
    const [calm, smile] = [head.template, smiling()].map((shown) => findCreases(head, head.template, shown).pits);
    for (const v of above) {
      expect(calm[v]).toBeLessThan(0.3);
      expect(smile[v]).toBeGreaterThan(0.75);
    }
  });

  it('are where skin has shrunk, fade out beside it, and are not on lips', () => {
    const creases = found(head.template, drawnTogether(0.75));
    const { lips } = head.regions;
    for (let v = 0; v < skin; v++) {
      expect(creases[v]).toBeGreaterThanOrEqual(0);
      expect(creases[v]).toBeLessThanOrEqual(1);
      if (away[v] < 6) expect(creases[v]).toBe(1);
      if (fromCorner[v] > 20 && (away[v] > 45 || lips[v] === 1)) expect(creases[v]).toBe(0);
    }
    expect(creases.some((c) => c > 0.1 && c < 0.9)).toBe(true);
  });

  it('tell pits from folds', () => {
    const { folds, pits } = findCreases(head, head.template, head.template);
    expect(folds.every((fold) => fold === 0)).toBe(true);
    for (const corner of corners) expect(pits[corner]).toBe(1);
  });

  it('of lips that are laid have small pits at rest, and where a smile draws them the same', () => {
    const [plain, laid] = [PIT_MM, LAID_PIT_MM].map(
      (reach) => findCreases(head, head.template, head.template, reach).pits,
    );
    for (let v = 0; v < skin; v++) {
      expect(laid[v]).toBeLessThanOrEqual(plain[v]);
      if (fromCorner[v] > LAID_PIT_MM[1]) expect(laid[v]).toBe(0);
    }
    expect(plain.some((pit, v) => pit > 0.5 && laid[v] === 0)).toBe(true);
    for (const corner of corners) expect(laid[corner]).toBe(1);
    const resting = findCreases(head, head.template, smiling(), LAID_PIT_MM);
    expect(resting.ends).toEqual(findCreases(head, head.template, head.template, LAID_PIT_MM).pits);
    const [drawn, drawnLaid] = [PIT_MM, LAID_PIT_MM].map((r) => findCreases(head, head.template, smiling(), r).pits);
    const side = Math.sign(at(corners[0])[0]);
    for (let v = 0; v < skin; v++) if (side * at(v)[0] > 0) expect(Math.abs(drawnLaid[v] - drawn[v])).toBeLessThan(0.1);
  });

  it('of lips alone are none but at their corners', () => {
    const { lips } = head.regions;
    const thin = head.template.map((x, i) => (lips[Math.floor(i / 3)] === 1 && i % 3 === 1 ? 0.9 * x : x));
    const creases = found(head.template, thin);
    for (let v = 0; v < skin; v++) if (lips[v] === 1 && fromCorner[v] > 20) expect(creases[v]).toBe(0);
  });
});

describe('a texture of a face with a shaded fold', () => {
  const kernels = openKernels(1);
  afterAll(() => kernels.close());
  const SIZE = 128;
  const light = directionalLight([0.1, 0.2, 1], [0.5, 0.5, 0.5], [0.5, 0.5, 0.5]);
  const albedo = albedoTexture(head, [0.5, 0, 0.2, 0, 0]);
  const shadow = vertexMap(head, SIZE, (v) => Math.min(1, Math.max(0, (14 - away[v]) / 6)));
  const shaded: LinearImage = {
    ...albedo,
    data: albedo.data.map((x, i) => {
      const [px, py] = [Math.floor(i / 3) % albedo.width, Math.floor(i / 3 / albedo.width)];
      const texel = Math.floor((py * SIZE) / albedo.width) * SIZE + Math.floor((px * SIZE) / albedo.width);
      return x * (1 - 0.7 * shadow[texel]);
    }),
  };
  const photograph = (painted: LinearImage, yaw: number) =>
    skinPhotograph(painted, orbitCamera({ yaw, pitch: 0, distanceMm: 900, heightMm: 300, pixels: 220 }), light);
  const folds = Float64Array.from(away, (d) => Math.min(1, Math.max(0, (24 - d) / 8)));
  const creases = { folds, pits: new Float64Array(skin), ends: new Float64Array(skin) };
  const shaped = { head, positions: head.template };
  const beside = vertexMap(head, SIZE, (v) => (away[v] > 28 && away[v] < 40 ? 1 : 0));
  /** Colours of a fold as shares of the true ones, over those of the skin around it: a light's strength is not known. */
  const inFold = ({ data }: Pick<LinearImage, 'data'>, size: number): number => {
    const sums = [0, 0, 0, 0];
    for (let texel = 0; texel < size * size; texel++) {
      const [x, y] = [(texel % size) / size, Math.floor(texel / size) / size];
      const own = Math.floor(y * SIZE) * SIZE + Math.floor(x * SIZE);
      const place = shadow[own] > 0.5 ? 0 : beside[own] === 1 ? 2 : -1;
      if (place < 0) continue;
      sums[place] += data[3 * texel + 1];
      sums[place + 1] +=
        albedo.data[3 * (Math.floor(y * albedo.height) * albedo.width + Math.floor(x * albedo.width)) + 1];
    }
    return sums[0] / sums[1] / (sums[2] / sums[3]);
  };

  it('has the shadow where nothing says that it is one', () => {
    expect(inFold(bakeTexture(kernels, shaped, [photograph(shaded, 0)], SIZE).albedo, SIZE)).toBeLessThan(0.75);
  });

  it('takes after the skin around where no view shows the fold smooth', () => {
    const views = [{ ...photograph(shaded, 0), creases }];
    expect(inFold(bakeTexture(kernels, shaped, views, SIZE).albedo, SIZE)).toBeGreaterThan(0.9);
  });

  it('takes after the view that shows it smooth, in a larger picture too', () => {
    const views = [{ ...photograph(shaded, 0), creases }, photograph(albedo, 25)];
    const baked = bakeTexture(kernels, shaped, views, SIZE);
    expect(Math.abs(inFold(baked.albedo, SIZE) - 1)).toBeLessThan(0.05);
    const { data } = skinPicture(kernels, { shaped, views, baked }, 2 * SIZE);
    const linear = Float32Array.from(data, (byte) => (byte / 255) ** 2.2);
    expect(Math.abs(inFold({ data: linear }, 2 * SIZE) - 1)).toBeLessThan(0.05);
  });

  it('counts a texel of a fold by its share, and leaves colours', () => {
    const { memory } = kernels;
    const mark = memory.mark();
    const texels = texelGeometry(memory, shaped, SIZE);
    const observed = memory.real(4 * texels.index.length);
    observed.fill(0.5);
    fadeCreases(head, texels, null, observed);
    expect(observed.every((x) => x === 0.5)).toBe(true);
    fadeCreases(head, texels, creases, observed);
    const slow = vertexMap(head, SIZE, (v) => folds[v]);
    texels.index.forEach((texel, i) => {
      expect(observed[4 * i]).toBe(0.5);
      expect(observed[4 * i + 3]).toBeCloseTo(0.5 * Math.exp(-7 * slow[texel]), 4);
    });
    memory.release(mark);
  });
});
