import { afterAll, describe, expect, it } from 'vitest';
import { BACKGROUND, FACE_SKIN } from '../../../src/capture/segmentation/classes.ts';
import { lampLight } from '../../../src/evaluation/synthetic/light/lamp.ts';
import { skinOfTone } from '../../../src/evaluation/synthetic/scene/skin-tone.ts';
import { median } from '../../../src/geometry/median.ts';
import { orbitCamera } from '../../../src/geometry/orbit-camera.ts';
import { hairRegion } from '../../../src/head/anatomy/hair-region.ts';
import { loadBundledHead } from '../../../src/head/bundled/bundled-head.ts';
import { byteImage, halveImage, type LinearImage, linearImage } from '../../../src/image/image.ts';
import { openKernels } from '../../../src/kernels/runtime/wasm-kernels.ts';
import { directionalLight } from '../../../src/render/light/sh-lighting.ts';
import { albedoTexture, headRenderMesh, loadPartImages } from '../../../src/render/mesh/head-mesh.ts';
import type { AddLight } from '../../../src/render/mesh/render-mesh.ts';
import { bakeTexture } from '../../../src/render/texture/bake-texture.ts';
import { lightOfView } from '../../../src/render/texture/light-of-view.ts';
import { ownColors } from '../../../src/render/texture/own-colors.ts';
import { inLocalLight } from '../../../src/render/texture/shading/local-gains.ts';
import { skinPicture } from '../../../src/render/texture/skin-picture.ts';
import { coveredSkin } from '../../../src/render/texture/skin-texels.ts';
import { vertexMap } from '../../../src/render/texture/vertex-map.ts';
import { skinPhotograph } from '../../helpers/pictures/skin-photograph.ts';

const SIZE = 128;
const head = loadBundledHead();
const parts = await loadPartImages(head);
const truth = albedoTexture(head, [0.8, -0.5, 0.3, 0, 0.4]);
const lights = [
  directionalLight([0.3, 0.2, 1], [0.7, 0.6, 0.5], [0.4, 0.4, 0.4]),
  directionalLight([-0.8, 0.4, 1], [0.5, 0.6, 0.7], [0.5, 0.5, 0.5]),
  directionalLight([0.9, 0, 0.6], [0.6, 0.6, 0.6], [0.4, 0.4, 0.5]),
];
const cameras = [0, -40, 40].map((yaw) => orbitCamera({ yaw, pitch: 0, distanceMm: 900, heightMm: 300, pixels: 220 }));

const photograph = (skin: LinearImage, v: number, light: Float64Array, more?: AddLight) =>
  skinPhotograph(skin, cameras[v], light, more);

/** Mean distance of two pictures where a mask is, as a share of the first's mean. */
function distance(a: LinearImage, b: LinearImage, mask: Uint8Array): number {
  let [off, all] = [0, 0];
  for (let i = 0; i < a.data.length; i++) {
    if (mask[Math.floor(i / 3)] === 0) continue;
    off += Math.abs(a.data[i] - b.data[i]);
    all += a.data[i];
  }
  return off / all;
}

/** Root mean square of the log ratios of two pictures about their median where a mask is. */
function spreadOfLogs(a: LinearImage, b: LinearImage, mask: Uint8Array): number {
  const logs: number[] = [];
  mask.forEach((on, i) => {
    if (on === 1) logs.push(Math.log(b.data[3 * i] / a.data[3 * i]));
  });
  const middle = median(logs);
  return Math.sqrt(logs.reduce((sum, x) => sum + (x - middle) ** 2, 0) / logs.length);
}

describe('a texture baked from pictures of a known head', () => {
  const kernels = openKernels(2);
  afterAll(() => kernels.close());
  const views = lights.map((light, v) => photograph(truth, v, light));
  const baked = bakeTexture(kernels, { head, positions: head.template }, views, SIZE);

  it('covers the face and not what no view shows, and is full everywhere', () => {
    expect(baked.coverage).toBeGreaterThan(0.4);
    expect(baked.coverage).toBeLessThan(0.95);
    expect(baked.albedo.data.every((x) => x > 0 && x <= 1)).toBe(true);
    const one = bakeTexture(kernels, { head, positions: head.template }, views.slice(0, 1), SIZE);
    expect(one.coverage).toBeLessThan(baked.coverage);
  });

  it('is a picture in its own size, in a smaller one and in a larger one', () => {
    const painted = { shaped: { head, positions: head.template }, views, baked };
    const own = skinPicture(kernels, painted, SIZE);
    expect(own).toEqual(byteImage(baked.albedo));
    expect(skinPicture(kernels, painted, SIZE / 2)).toEqual(byteImage(halveImage(baked.albedo)));
    const large = skinPicture(kernels, painted, 2 * SIZE);
    expect([large.width, large.height]).toEqual([2 * SIZE, 2 * SIZE]);
    const off = halveImage(linearImage(large)).data.map((x, i) => Math.abs(x - baked.albedo.data[i]));
    expect(off.reduce((sum, x) => sum + x, 0) / off.length).toBeLessThan(0.01);
  });

  it('shows more in a larger size than the smaller one holds', () => {
    const small = bakeTexture(kernels, { head, positions: head.template }, views, SIZE / 4);
    const large = skinPicture(kernels, { shaped: { head, positions: head.template }, views, baked: small }, SIZE);
    const seen = views[0].mask;
    const shown = (albedo: LinearImage): number =>
      distance(views[0].image, photograph(albedo, 0, small.lights[0]).image, seen);
    expect(shown(linearImage(large))).toBeLessThan(0.8 * shown(small.albedo));
  });

  it('with its lights shows the pictures again', () => {
    views.forEach((view, v) => {
      expect(distance(view.image, photograph(baked.albedo, v, baked.lights[v]).image, view.mask)).toBeLessThan(0.08);
    });
  });

  it('holds no shadows of a sun, and shows the pictures with them again', () => {
    const fill = directionalLight([0, 0.4, 1], [0.1, 0.1, 0.12], [0.25, 0.26, 0.3]);
    const sun = { place: [1900, 2400, 2500], color: [1, 0.95, 0.85], penumbra: 2 } as const;
    const { triangles } = headRenderMesh(head, head.template, truth, parts);
    const more = lampLight(sun, { triangles, middle: [0, -20, -50], glossOf: () => null });
    const sunny = cameras.map((_, v) => photograph(albedoTexture(head, [0.8]), v, fill, more));
    const painted = bakeTexture(kernels, { head, positions: head.template }, sunny, SIZE);
    expect(painted.cast.every((cast) => cast !== null)).toBe(true);
    const face = vertexMap(head, SIZE, (v) => head.regions.face[v] * (1 - ownColors(head)[v]));
    const seen = Uint8Array.from(face, (share, i) => (share > 0.99 && painted.share[i] > 0.5 ? 1 : 0));
    const off = (skin: LinearImage): number => spreadOfLogs(albedoTexture(head, [0.8]), skin, seen);
    const skin = { head, covered: coveredSkin(head, SIZE) };
    // The same with the shadows as the views' own lights have them.
    const shadowed = inLocalLight(skin, painted.albedo, {
      gains: null,
      cast: painted.cast[0],
      gloss: null,
      folds: null,
    });
    expect(off(painted.albedo)).toBeLessThan(0.15);
    expect(off(painted.albedo)).toBeLessThan(0.8 * off(shadowed));
    const large = skinPicture(
      kernels,
      { shaped: { head, positions: head.template }, views: sunny, baked: painted },
      2 * SIZE,
    );
    expect(distance(painted.albedo, halveImage(linearImage(large)), seen)).toBeLessThan(
      0.3 * distance(painted.albedo, shadowed, seen),
    );
    const lit = inLocalLight(skin, painted.albedo, {
      gains: painted.gains,
      cast: painted.cast[0],
      gloss: painted.gloss[0],
      folds: null,
    });
    const again = photograph(lit, 0, Float64Array.from(painted.lights[0])).image;
    const even = photograph(painted.albedo, 0, Float64Array.from(painted.lights[0])).image;
    const error = distance(sunny[0].image, again, sunny[0].mask);
    expect(error).toBeLessThan(0.1);
    expect(error).toBeLessThan(0.7 * distance(sunny[0].image, even, sunny[0].mask));
  });

  it('holds little gloss in any size, and shows the pictures with it again', () => {
    const fill = directionalLight([0, 0.4, 1], [0.2, 0.2, 0.2], [0.4, 0.4, 0.4]);
    const lamp = { place: [300, 300, 900], color: [0.3, 0.3, 0.3], penumbra: 30 } as const;
    const { triangles, textureOfTriangle } = headRenderMesh(head, head.template, truth, parts);
    const gloss = { alpha: 0.3, reflectance: 0.08 };
    const more = lampLight(lamp, {
      triangles,
      middle: [0, -20, -50],
      glossOf: (t) => (textureOfTriangle[t] === textureOfTriangle[0] ? gloss : null),
    });
    const dark = skinOfTone(head, 8, []);
    const shiny = photograph(dark, 0, fill, more);
    const painted = bakeTexture(kernels, { head, positions: head.template }, [shiny], 4 * SIZE);
    const [own] = painted.gloss;
    expect(own === null).toBe(false);
    const skin = { head, covered: coveredSkin(head, 4 * SIZE) };
    const lit = inLocalLight(skin, painted.albedo, { gains: null, cast: painted.cast[0], gloss: own, folds: null });
    const shown = (albedo: LinearImage): number =>
      distance(shiny.image, photograph(albedo, 0, Float64Array.from(painted.lights[0])).image, shiny.mask);
    expect(shown(lit)).toBeLessThan(0.9 * shown(painted.albedo));
    const brightest = (skin: LinearImage): number =>
      Float64Array.from({ length: painted.share.length }, (_, i) => painted.share[i] * skin.data[3 * i + 2])
        .sort()
        .at(-2000) ?? 0;
    expect(brightest(painted.albedo)).toBeLessThan(0.9 * brightest(lit));
    const views = { shaped: { head, positions: head.template }, views: [shiny], baked: painted };
    const large = halveImage(linearImage(skinPicture(kernels, views, 8 * SIZE)));
    expect(brightest(large)).toBeLessThan(0.92 * brightest(lit));
  });

  it('brings views to one level as they are painted, each without its own shadows', () => {
    const fill = directionalLight([0, 0.4, 1], [0.1, 0.1, 0.12], [0.25, 0.26, 0.3]);
    const { triangles } = headRenderMesh(head, head.template, truth, parts);
    // The head turns before a lamp that stands beside the camera.
    const turning = cameras.map(({ rotation: r }, v) => {
      const [x, y, z] = [0, 1, 2].map((k) => 1900 * r[k] - 2400 * r[3 + k] - 2500 * r[6 + k]);
      const lamp = { place: [x, y, z], color: [1, 0.95, 0.85], penumbra: 2 } as const;
      const view = photograph(
        truth,
        v,
        fill,
        lampLight(lamp, { triangles, middle: [0, -20, -50], glossOf: () => null }),
      );
      return { ...view, labels: view.mask.map((on) => (on === 0 ? BACKGROUND : FACE_SKIN)) };
    });
    const { cast, levels } = bakeTexture(kernels, { head, positions: head.template }, turning, SIZE);
    expect(cast.every((own) => own !== null)).toBe(true);
    const gains = (levels ?? []).flatMap(({ gain }) => Array.from(gain, Math.abs));
    expect(gains.reduce((sum, x) => sum + x, 0) / gains.length).toBeLessThan(0.04);
  });

  it('has the light of another picture told from it', () => {
    const light = directionalLight([0.1, 0.8, 0.9], [0.6, 0.5, 0.6], [0.5, 0.4, 0.4]);
    const view = photograph(truth, 0, light);
    const found = lightOfView(kernels, { head, positions: head.template }, baked.albedo, view);
    expect(distance(view.image, photograph(baked.albedo, 0, found).image, view.mask)).toBeLessThan(0.08);
  });

  it('holds little of the light: lamps half as bright again make it hardly lighter', () => {
    const brighter = lights.map((light, v) =>
      photograph(
        truth,
        v,
        light.map((x) => 1.5 * x),
      ),
    );
    const again = bakeTexture(kernels, { head, positions: head.template }, brighter, SIZE);
    const everywhere = new Uint8Array(SIZE * SIZE).fill(1);
    // A photograph's white is believed in part: the rest of a brighter light is shared with the skin.
    expect(distance(baked.albedo, again.albedo, everywhere)).toBeLessThan(0.1);
  });

  it('has the colour of overexposed skin from what is left of it', () => {
    const bright = lights.map((light, v) =>
      photograph(
        truth,
        v,
        light.map((x) => 2.3 * x),
      ),
    );
    const clipped = bright.map((view) => ({
      ...view,
      image: { ...view.image, data: view.image.data.map((x) => Math.min(1, x)) },
    }));
    const [whole, burnt] = [bright, clipped].map((of) =>
      bakeTexture(kernels, { head, positions: head.template }, of, SIZE),
    );
    const face = vertexMap(head, SIZE, (v) => head.regions.face[v] * (1 - ownColors(head)[v]));
    const redness = ({ albedo: { data } }: typeof whole, i: number): number => Math.log(data[3 * i] / data[3 * i + 2]);
    const off = Array.from(face.keys())
      .filter((i) => face[i] > 0.99 && whole.share[i] > 0.5)
      .map((i) => Math.abs(redness(burnt, i) - redness(whole, i)));
    expect(off.reduce((sum, x) => sum + x, 0) / off.length).toBeLessThan(0.025);
  });

  it('paints skin by skin alone, and hair where hair grows', () => {
    const grows = hairRegion(head);
    const hairy = vertexMap(head, SIZE, (v) => grows[v]);
    const [green, blue] = [
      [0.02, 0.9, 0.02],
      [0.02, 0.02, 0.9],
    ];
    /** Clothes in green on the right half of each picture, hair in blue above a line, which covers forehead and scalp. */
    const dressed = views.map((view) => {
      const { width, height } = view.image;
      const label = (k: number): number => {
        if (view.mask[k] === 0) return 0;
        if (Math.floor(k / width) < 0.3 * height) return 1;
        return k % width > 0.55 * width ? 4 : 3;
      };
      const labels = Uint8Array.from({ length: width * height }, (_, k) => label(k));
      const data = view.image.data.map((x, i) => {
        const color = [null, blue, null, null, green][labels[Math.floor(i / 3)]] ?? null;
        return color === null ? x : color[i % 3];
      });
      return { ...view, labels, image: { ...view.image, data } };
    });
    const { albedo } = bakeTexture(kernels, { head, positions: head.template }, dressed, SIZE);
    let [greens, bluesOnSkin, bluesOnScalp] = [0, 0, 0];
    const onHead = vertexMap(head, SIZE, () => 1);
    for (let texel = 0; texel < SIZE * SIZE; texel++) {
      if (onHead[texel] === 0) continue;
      const [r, g, b] = albedo.data.subarray(3 * texel, 3 * texel + 3);
      if (g > 2 * r) greens++;
      if (b > 2 * r) {
        if (hairy[texel] === 0) bluesOnSkin++;
        else bluesOnScalp++;
      }
    }
    expect(greens).toBe(0);
    expect(bluesOnScalp).toBeGreaterThan(200);
    // What fades out at the edge between.
    expect(bluesOnSkin).toBeLessThan(0.05 * bluesOnScalp);
  });
});
