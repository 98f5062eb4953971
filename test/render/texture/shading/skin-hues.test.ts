import { afterAll, describe, expect, it } from 'vitest';
import { FACE_SKIN } from '../../../../src/capture/segmentation/classes.ts';
import { orbitCamera } from '../../../../src/geometry/orbit-camera.ts';
import { loadBundledHead } from '../../../../src/head/bundled/bundled-head.ts';
import { type LinearImage, linearImage } from '../../../../src/image/image.ts';
import { oklabFromLinear } from '../../../../src/image/oklab.ts';
import { openKernels } from '../../../../src/kernels/runtime/wasm-kernels.ts';
import { directionalLight } from '../../../../src/render/light/sh-lighting.ts';
import { albedoTexture } from '../../../../src/render/mesh/head-mesh.ts';
import { type BakedTexture, bakeTexture } from '../../../../src/render/texture/bake-texture.ts';
import { hueGains } from '../../../../src/render/texture/shading/skin-hues.ts';
import { addGains } from '../../../../src/render/texture/shading/vertex-gains.ts';
import { skinPicture } from '../../../../src/render/texture/skin-picture.ts';
import { texelGeometry } from '../../../../src/render/texture/texels.ts';
import { vertexMap } from '../../../../src/render/texture/vertex-map.ts';
import { skinPhotograph } from '../../../helpers/pictures/skin-photograph.ts';

const SIZE = 128;
const head = loadBundledHead();
const kernels = openKernels(1);
afterAll(() => kernels.close());
const { memory } = kernels;
const shaped = { head, positions: head.template };
const { neck, lips, face, jaw } = head.regions;
const albedo = albedoTexture(head, [0.5, 0, 0.2, 0, 0]);
const onNeck = vertexMap(head, SIZE, (v) => neck[v]);
/** The throat, which no photograph shows. */
const inside = vertexMap(head, SIZE, (v) => {
  const [x, y, z] = head.template.subarray(3 * v, 3 * v + 3);
  return Math.abs(x) < 30 && y < -40 && y > -95 && z < -60 && z > -80 ? 1 : 0;
});
const BLUE = [0.45, 0.9, 1.7];

/** A skin whose texels of some places are in another light. */
function lit(places: Float32Array, gains: readonly number[]): Float32Array {
  return albedo.data.map((x, i) => {
    const at = Math.floor(i / 3);
    const [px, py] = [at % albedo.width, Math.floor(at / albedo.width)];
    const texel = Math.floor((py * SIZE) / albedo.height) * SIZE + Math.floor((px * SIZE) / albedo.width);
    return x * (1 + places[texel] * (gains[i % 3] - 1));
  });
}

/** Gains of a skin that is seen all round, and what they make of it, texel by texel. */
function mended(data: Float32Array) {
  const mark = memory.mark();
  const texels = texelGeometry(memory, shaped, SIZE);
  const sum = memory.real(4 * texels.index.length);
  const colorAt = (texel: number): number[] => {
    const [x, y] = [texel % SIZE, Math.floor(texel / SIZE)].map((p) => Math.floor(((p + 0.5) * albedo.width) / SIZE));
    return [0, 1, 2].map((c) => data[3 * (y * albedo.width + x) + c]);
  };
  texels.index.forEach((texel, i) => {
    if (inside[texel] > 0) return;
    for (let c = 0; c < 3; c++) sum[4 * i + c] = 0.5 * colorAt(texel)[c];
    sum[4 * i + 3] = 0.5;
  });
  const before = sum.slice();
  const gains = hueGains(head, texels, sum);
  if (gains !== null) addGains(head, texels, gains, sum);
  const [index, after] = [texels.index, sum.slice()];
  memory.release(mark);
  return { gains, index, before, after };
}

/** Mean OKLab of texels, each by its share. @param lanes [N, 4] */
function meanLab(lanes: ArrayLike<number>, index: Uint32Array, share: Float32Array): readonly number[] {
  const total = [0, 0, 0, 0];
  index.forEach((texel, i) => {
    for (let c = 0; c < 4; c++) total[c] += share[texel] * lanes[4 * i + c];
  });
  return oklabFromLinear([total[0] / total[3], total[1] / total[3], total[2] / total[3]]);
}

describe('hues of skin', () => {
  it('of a skin in one light stay, bit for bit, stubble and moles too', () => {
    expect(mended(albedo.data).gains === null).toBe(true);
    const stubble = vertexMap(head, SIZE, (v) => jaw[v]);
    expect(mended(lit(stubble, [0.62, 0.66, 0.72])).gains === null).toBe(true);
    const mole = new Float32Array(SIZE * SIZE).map((_, i) => (i % 997 === 0 ? 1 : 0));
    expect(mended(lit(mole, [0.45, 0.36, 0.3])).gains === null).toBe(true);
  });

  it('of red cheeks stay', () => {
    const cheeks = vertexMap(head, SIZE, (v) => (face[v] === 1 && Math.abs(head.template[3 * v]) > 35 ? 1 : 0));
    expect(mended(lit(cheeks, [1.08, 0.8, 0.8])).gains === null).toBe(true);
  });

  it('of lips stay, whatever they are painted', () => {
    const painted = vertexMap(head, SIZE, (v) => lips[v]);
    const { gains } = mended(lit(painted, [0.5, 0.15, 1.2]));
    for (let v = 0; v < lips.length; v++)
      if (lips[v] === 1) for (let c = 0; c < 3; c++) expect(Math.abs(gains?.[3 * v + c] ?? 0)).toBeLessThan(0.25);
  });

  it('of a neck in blue light become the face’s, as light as it was, and the face stays', () => {
    const { gains, index, before, after } = mended(lit(onNeck, BLUE));
    if (gains === null) throw new Error('none');
    const deep = vertexMap(head, SIZE, (v) => (neck[v] === 1 && head.template[3 * v + 1] < -130 ? 1 : 0));
    const middle = vertexMap(head, SIZE, (v) => (face[v] === 1 && head.template[3 * v + 1] > -30 ? 1 : 0));
    const [blue, own, usual] = [
      meanLab(before, index, deep),
      meanLab(after, index, deep),
      meanLab(before, index, middle),
    ];
    const chroma = ([l, a, b]: readonly number[]): number[] => [a / l, b / l];
    const off = (lab: readonly number[]): number =>
      Math.hypot(...chroma(lab).map((x, k) => x - chroma(usual)[k])) / Math.hypot(...chroma(usual));
    expect(off(blue)).toBeGreaterThan(0.8);
    expect(off(own)).toBeLessThan(0.3);
    expect(Math.abs(own[0] / blue[0] - 1)).toBeLessThan(0.03);
    index.forEach((texel, i) => {
      if (middle[texel] === 1)
        for (let c = 0; c < 3; c++) expect(Math.abs(after[4 * i + c] / before[4 * i + c] - 1)).toBeLessThan(0.02);
    });
  });

  it('of a neck in orange light are no fuller than skin', () => {
    const { gains, index, before, after } = mended(lit(onNeck, [1.3, 0.8, 0.25]));
    if (gains === null) throw new Error('none');
    const fullness = (lanes: ArrayLike<number>): number => {
      const [l, a, b] = meanLab(lanes, index, onNeck);
      return Math.hypot(a, b) / l;
    };
    expect(fullness(after)).toBeLessThan(0.75 * fullness(before));
  });
});

describe('a texture of a photograph with a neck in blue light', () => {
  const light = directionalLight([0.1, 0.2, 1], [0.5, 0.5, 0.5], [0.5, 0.5, 0.5]);
  const skin: LinearImage = { ...albedo, data: lit(onNeck, BLUE) };
  const camera = orbitCamera({ yaw: 0, pitch: 0, distanceMm: 900, heightMm: 300, pixels: 220 });
  const photograph = skinPhotograph(skin, camera, light);
  const labels = photograph.mask.map((on) => (on === 1 ? FACE_SKIN : 0));
  const bake = (own: Uint8Array | null): BakedTexture =>
    bakeTexture(kernels, shaped, [{ ...photograph, labels: own }], SIZE);
  /** Blue over red of the neck that is seen. */
  const blueness = ({ data }: Pick<LinearImage, 'data'>, size: number, { share }: BakedTexture): number => {
    const total = [0, 0, 0];
    for (let texel = 0; texel < size * size; texel++) {
      const [x, y] = [texel % size, Math.floor(texel / size)].map((p) => Math.floor((p * SIZE) / size));
      const weight = onNeck[y * SIZE + x] * share[y * SIZE + x];
      for (let c = 0; c < 3; c++) total[c] += weight * data[3 * texel + c];
    }
    return total[2] / total[0];
  };

  it('has skin’s hue, in a larger picture too', () => {
    const views = [{ ...photograph, labels }];
    const baked = bake(labels);
    expect(baked.gains === null).toBe(false);
    expect(blueness(baked.albedo, SIZE, baked)).toBeLessThan(0.75);
    const larger = linearImage(skinPicture(kernels, { shaped, views, baked }, 2 * SIZE));
    expect(blueness(larger, 2 * SIZE, baked)).toBeLessThan(0.75);
  });

  it('keeps its colours where nobody says what is skin', () => {
    const baked = bake(null);
    expect(baked.gains === null).toBe(true);
    expect(blueness(baked.albedo, SIZE, baked)).toBeGreaterThan(0.9);
  });
});
