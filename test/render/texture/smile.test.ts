import { afterAll, describe, expect, it } from 'vitest';
import { mean } from '../../../src/geometry/mean.ts';
import { orbitCamera } from '../../../src/geometry/orbit-camera.ts';
import { beardRegion, whiskerRegion } from '../../../src/head/anatomy/beard-region.ts';
import { findSlits } from '../../../src/head/anatomy/slits.ts';
import type { LinearImage } from '../../../src/image/image.ts';
import { openKernels } from '../../../src/kernels/runtime/wasm-kernels.ts';
import { directionalLight } from '../../../src/render/light/sh-lighting.ts';
import { albedoTexture, loadPartImages } from '../../../src/render/mesh/head-mesh.ts';
import { bakeTexture } from '../../../src/render/texture/bake-texture.ts';
import { meshInLight } from '../../../src/render/texture/shading/mesh-in-light.ts';
import { skinPicture } from '../../../src/render/texture/skin-picture.ts';
import { texelGeometry, vertexLane } from '../../../src/render/texture/texels.ts';
import { head } from '../../helpers/meshes/skinned-head.ts';
import { skinPhotograph } from '../../helpers/pictures/skin-photograph.ts';

const SIZE = 512;
const kernels = openKernels(1);
const { memory } = kernels;
afterAll(() => kernels.close());
const parts = await loadPartImages(head);
const shaped = { head, positions: head.template };
const albedo = albedoTexture(head);
const truth = texelGeometry(memory, shaped, albedo.width);
const lips = vertexLane(head, truth, head.regions.lips);
const light = directionalLight([0.1, 0.2, 1], [0.5, 0.5, 0.5], [0.5, 0.5, 0.5]);
const slit = mean(findSlits(head).mouth.upper.map((v) => head.template[3 * v + 1]));

/** The model's mean skin with other colours at some places. */
function painted(color: (place: readonly number[], i: number) => readonly number[] | null): LinearImage {
  const data = albedo.data.slice();
  truth.index.forEach((texel, i) => {
    const own = color([...truth.positions.subarray(3 * i, 3 * i + 3)], i);
    if (own !== null) data.set(own, 3 * texel);
  });
  return { ...albedo, data };
}
/** A fold on the left cheek, 7 mm wide, farther out than what the model folds. */
const FOLD_X = 40;
const inFold = ([x, y, z]: readonly number[]): boolean => z > 0 && y < -45 && y > -62 && Math.abs(x - FOLD_X) < 2;
const folded = painted(([x, y, z], i) => {
  if (!(z > 0 && y < -35 && y > -72)) return null;
  const scale = Math.exp(-0.35 * Math.exp(-(((x - FOLD_X) / 3.5) ** 2)));
  return [0, 1, 2].map((c) => scale * albedo.data[3 * truth.index[i] + c]);
});
const onUpperLip = ([, y]: readonly number[], i: number): boolean => lips[i] > 0.9 && y > slit + 2 && y < slit + 6.5;
const toothy = painted((place, i) => (onUpperLip(place, i) ? [0.7, 0.64, 0.55] : null));
const camera = orbitCamera({ yaw: 0, pitch: 0, distanceMm: 900, heightMm: 230, pixels: 400 });
const { template: p } = head;
/** As a smile folds the skin beside the nose. */
const creases = {
  folds: Float64Array.from(head.regions.lips, (lip, v) =>
    lip === 0 && Math.hypot(p[3 * v] - 28, p[3 * v + 1] + 46, p[3 * v + 2] - 18) < 12 ? 1 : 0,
  ),
  pits: new Float64Array(head.parts[0].vertexCount),
  ends: new Float64Array(head.parts[0].vertexCount),
};
const photograph = (skin: LinearImage) => skinPhotograph(skin, camera, light);
/** Mean logarithm of a skin's green over the model's at some places, less that beside them. */
function contrast(
  data: ArrayLike<number>,
  size: number,
  within: (place: readonly number[], i: number) => boolean,
): number {
  const sums = [0, 0, 0, 0];
  truth.index.forEach((texel, i) => {
    const place = [...truth.positions.subarray(3 * i, 3 * i + 3)];
    const beside =
      lips[i] === 0 &&
      place[2] > 0 &&
      place[1] < -40 &&
      place[1] > -75 &&
      Math.abs(place[0]) > 52 &&
      Math.abs(place[0]) < 58;
    const at = within(place, i) ? 0 : beside ? 2 : -1;
    if (at < 0) return;
    const [x, y] = [texel % albedo.width, Math.floor(texel / albedo.width)].map((k) =>
      Math.floor(((k + 0.5) * size) / albedo.width),
    );
    sums[at] += Math.log(data[3 * (y * size + x) + 1] / albedo.data[3 * texel + 1]);
    sums[at + 1]++;
  });
  return sums[0] / sums[1] - sums[2] / sums[3];
}
const linear = (bytes: Uint8Array): Float32Array =>
  Float32Array.from(bytes, (byte) => (Math.max(1, byte) / 255) ** 2.2);

/** Mean green of the upper lip's middle. */
function greenOfLip(data: ArrayLike<number>, size: number): number {
  const texels = texelGeometry(memory, shaped, size);
  const values: number[] = [];
  texels.index.forEach((texel, i) => {
    const [x, y, z] = texels.positions.subarray(3 * i, 3 * i + 3);
    if (Math.abs(x) < 10 && z > 29 && y > slit + 3 && y < slit + 5.5) values.push(data[3 * texel + 1]);
  });
  return mean(values);
}

describe('the skin of a photograph that smiles', () => {
  const plain = photograph(folded);
  const smiling = { ...plain, creases };
  const rested = bakeTexture(kernels, shaped, [plain], SIZE);
  const baked = bakeTexture(kernels, shaped, [smiling], SIZE);
  /** The same without the fold: the model's own shades go as well. */
  const even = bakeTexture(kernels, shaped, [{ ...photograph(albedo), creases }], SIZE);
  const left = (data: ArrayLike<number>, size: number): number =>
    contrast(data, size, inFold) - contrast(even.albedo.data, SIZE, inFold);

  it('loses shades of folds beside those of the model, in any size', () => {
    expect(rested.folds).toEqual([null]);
    const before = contrast(rested.albedo.data, SIZE, inFold);
    expect(before).toBeLessThan(-0.2);
    // In part: it lies at the rim of what so little folded skin is beside of.
    const own = left(baked.albedo.data, SIZE);
    expect(Math.abs(own)).toBeLessThan(-0.8 * before);
    const large = skinPicture(kernels, { shaped, views: [smiling], baked }, 2 * SIZE);
    expect(Math.abs(left(linear(large.data), 2 * SIZE) - own)).toBeLessThan(0.03);
  });

  it('has them again in the light of its photograph', () => {
    const mark = memory.mark();
    const meshIn = meshInLight(memory, { ...shaped, parts, texture: { albedo: baked.albedo, gains: null } });
    const [none, own] = [null, baked.folds[0]].map((folds) => meshIn({ cast: null, gloss: null, folds }));
    expect(own === none).toBe(false);
    const [bare, shaded] = [none, own].map(({ texels }) =>
      contrast(
        Float32Array.from({ length: 3 * SIZE * SIZE }, (_, k) => texels[4 * Math.floor(k / 3) + (k % 3)]),
        SIZE,
        inFold,
      ),
    );
    expect(bare).toBeCloseTo(contrast(baked.albedo.data, SIZE, inFold), 5);
    expect(shaded).toBeCloseTo(contrast(rested.albedo.data, SIZE, inFold), 1);
    memory.release(mark);
  });

  it('has no teeth on its lips, in any size', () => {
    const views = [photograph(toothy)];
    const clean = bakeTexture(kernels, shaped, views, SIZE);
    expect(clean.lips[0] === null).toBe(false);
    expect(rested.lips).toEqual([null]);
    const [shown, seen] = [toothy.data, clean.albedo.data].map((data, k) =>
      contrast(data, k === 0 ? albedo.width : SIZE, onUpperLip),
    );
    expect(shown).toBeGreaterThan(0.8);
    expect(seen).toBeLessThan(0.3 * shown);
    const large = skinPicture(kernels, { shaped, views, baked: clean }, 2 * SIZE);
    // What its gloss leaves of them.
    const told = { ...clean, lips: [null] };
    const painted = skinPicture(kernels, { shaped, views, baked: told }, 2 * SIZE);
    expect(greenOfLip(linear(large.data), 2 * SIZE)).toBeLessThan(0.95 * greenOfLip(linear(painted.data), 2 * SIZE));
  });
});

describe('a beard around a mouth that smiles', () => {
  const hairy = vertexLane(head, truth, beardRegion(head));
  const bearded = painted((_, i) =>
    hairy[i] < 0.5 ? null : [0, 1, 2].map((c) => Math.exp(-1.3) * albedo.data[3 * truth.index[i] + c]),
  );
  const whiskers = whiskerRegion(head);
  /** As a smile folds the skin below the mouth's corners. */
  const around = {
    ...creases,
    folds: Float64Array.from(whiskers, (on, v) =>
      on === 1 && Math.abs(Math.abs(p[3 * v]) - 30) < 9 && p[3 * v + 1] < slit - 12 && p[3 * v + 1] > slit - 30 ? 1 : 0,
    ),
  };
  const lane = vertexLane(head, truth, around.folds);
  const shareOf = ({ share }: { readonly share: Float32Array }): number =>
    mean(
      Array.from(truth.index).flatMap((texel, i) => {
        const [x, y] = [texel % albedo.width, Math.floor(texel / albedo.width)].map((k) =>
          Math.floor(((k + 0.5) * SIZE) / albedo.width),
        );
        return lane[i] > 0.95 ? [share[y * SIZE + x]] : [];
      }),
    );

  it('stays on the skin where that is folded, which is hardly painted otherwise', () => {
    const [plain, hair] = [albedo, bearded].map((skin) => {
      const [rested, folded] = [photograph(skin), { ...photograph(skin), creases: around }].map((view) =>
        shareOf(bakeTexture(kernels, shaped, [view], SIZE)),
      );
      return folded / rested;
    });
    expect(plain).toBeLessThan(0.01);
    expect(hair).toBeGreaterThan(0.2);
  });
});
