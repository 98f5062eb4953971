import { CLOTHES, HAIR, isSkin } from '../../../capture/segmentation/classes.ts';
import { cameraCentre, project } from '../../../geometry/camera.ts';
import { luminance } from '../../../image/color.ts';
import { type ByteImage, byteImage } from '../../../image/image.ts';
import { type KernelMemory, type Kernels, type RealArray, singles, singlesCopy } from '../../../kernels/kernel.ts';
import { pushPull } from '../../../render/texture/push-pull.ts';
import { addUnlit, observeTexels, type TextureView, textureViews } from '../../../render/texture/texture-views.ts';
import { cosineTo } from '../cover/hair-cover.ts';
import type { HairMesh } from '../hair-mesh.ts';
import { type HairPicture, pixelAt } from '../hair-view.ts';
import type { HeadRadius } from '../head-radius.ts';
import { classShare } from './class-share.ts';
import { type HairTexels, hairTexels } from './hair-texels.ts';
import { towardsMelanin } from './melanin.ts';
import { frayed, lockNoise, strandNoise } from './strands.ts';

/** Colours of hair, and how far it covers what is behind. */
export interface HairTexture {
  readonly color: ByteImage;
  /** [size, size] 0 where there is none */
  readonly opacity: Uint8Array;
}

/** What hair is painted from. */
export interface HairPainting {
  readonly mesh: HairMesh;
  readonly skin: Pick<HeadRadius, 'positions' | 'triangles'>;
  readonly pictures: readonly HairPicture[];
  /** SH lighting of each picture [9, 3]. */
  readonly lights: readonly ArrayLike<number>[];
}

/** Total weight of a texel that is seen for certain. */
const SURE_WEIGHT = 0.03;
/** Of the head's other side, where a texel is not seen. */
const MIRROR_SHARE = 0.2;
/** How far strands that nobody saw differ in brightness, of what they have. */
const STRAND_CONTRAST = 0.9;
/** Farther behind the nearest surface than this a texel is hidden, mm. */
const HIDDEN_MM = 3;
/** What the cover by rays counts for beside what texels show. */
const RAY_WEIGHT = 0.05;
/** Width to either side of the hair's edge by rays over which strands end, and of an edge that pixels show, mm. */
const EDGE_MM = 10;
const BLUR_MM = 1;
/** Of the hair's usual colour where nothing is seen: far from what is, its border's colours do not count. */
const USUAL_WEIGHT = 1e-4;

/**
 * Paints hair from the photographs' pixels of hair, without their light; what none shows from the head's other side and from the
 * hair around it, with strands of its own. It ends where the photographs' hair ends, frayed.
 * @param size of the texture, texels along a side
 */
export function paintHair(kernels: Kernels, painting: HairPainting, size: number): HairTexture {
  const { mesh, skin, pictures, lights } = painting;
  const { memory } = kernels;
  const mark = memory.mark();
  const texels = hairTexels(memory, mesh, size);
  const first = skin.positions.length / 3;
  const positions = new Float64Array(skin.positions.length + mesh.positions.length);
  positions.set(skin.positions);
  positions.set(mesh.positions, skin.positions.length);
  const triangles = new Uint32Array(skin.triangles.length + mesh.triangles.length);
  triangles.set(skin.triangles);
  triangles.set(
    mesh.triangles.map((v) => v + first),
    skin.triangles.length,
  );
  const views = pictures.map(({ image, labels, camera }) => ({
    image,
    camera,
    labels: null,
    mask: hairPixels(labels, camera.width),
  }));
  const seen = textureViews(kernels, positions, triangles, views);
  const sum = memory.real(4 * texels.index.length);
  const observed = memory.real(4 * texels.index.length);
  seen.forEach((view, v) => {
    observeTexels(kernels, view, texels, observed);
    addUnlit(kernels, texels, lights[v], { observed, sum });
  });
  const cover = texelCover(memory, texels, pictures, seen);
  const out = {
    color: byteImage(filled(memory, texels, sum)),
    opacity: opacityOf(texels, aroundBare(texels, untilCut(texels, cover, mesh.cutY))),
  };
  memory.release(mark);
  return out;
}

/** Pixels of hair whose neighbours {@link EDGE} pixels around are hair: at its edge colours are mixed. @returns [h, w] of 0 and 1 */
function hairPixels(labels: Uint8Array, width: number): Uint8Array {
  const hair = new Uint8Array(labels.length);
  for (let k = 0; k < hair.length; k++) hair[k] = labels[k] === HAIR ? 1 : 0;
  return inside(inside(hair, 1), width);
}

/** What is 1 with {@link EDGE} places before it and after it. */
function inside(from: Uint8Array, step: number): Uint8Array {
  const out = new Uint8Array(from.length);
  for (let k = EDGE * step; k < out.length - EDGE * step; k++) {
    let all = from[k];
    for (let d = step; d <= EDGE * step; d += step) all &= from[k - d] & from[k + d];
    out[k] = all;
  }
  return out;
}

const EDGE = 2;

/** Classes that hair is weighed among. */
const COUNTED: readonly ((label: number) => boolean)[] = [
  (label) => label === HAIR,
  isSkin,
  (label) => label === CLOTHES,
];

/** Share of hair in what views show at each texel [N]. */
function texelCover(
  memory: KernelMemory,
  { index, positions, normals, edge, skinTrust, clothesTrust }: HairTexels,
  pictures: readonly HairPicture[],
  seen: readonly TextureView[],
): Float64Array {
  const mark = memory.mark();
  const places = memory.double(positions.length);
  places.set(positions);
  const hair = Float64Array.from(edge);
  for (let i = 0; i < hair.length; i++) hair[i] = RAY_WEIGHT * Math.max(0, Math.min(1, 0.5 + hair[i] / (2 * EDGE_MM)));
  const all = new Float64Array(index.length).fill(RAY_WEIGHT);
  // One room for all views: as garbage theirs would pile up.
  const most = Math.max(0, ...pictures.map(({ labels }) => labels.length));
  const rooms = COUNTED.map(() => singles(memory, most));
  const spare = singles(memory, most);
  const pixels = memory.double(places.length);
  pictures.forEach(({ camera, labels }, v) => {
    const { depth } = seen[v];
    const { width } = camera;
    const radius = Math.max(1, Math.round((BLUR_MM * camera.fx) / camera.translation[2]));
    const between = spare.subarray(0, labels.length);
    const [ofHair, ofSkin, ofClothes] = COUNTED.map((counts, c) =>
      classShare({ labels, width, radius }, counts, { share: rooms[c].subarray(0, labels.length), between }),
    );
    project(camera, places, pixels);
    const eye = cameraCentre(camera);
    for (let i = 0; i < index.length; i++) {
      const k = pixelAt(camera, pixels[3 * i], pixels[3 * i + 1]);
      if (k < 0 || pixels[3 * i + 2] > depth[k] + HIDDEN_MM) continue;
      const weight = Math.max(0, cosineTo(places, normals, i, eye)) ** 2;
      hair[i] += weight * ofHair[k];
      all[i] += weight * (ofHair[k] + skinTrust[i] * ofSkin[k] + clothesTrust[i] * ofClothes[k]);
    }
  });
  memory.release(mark);
  return hair.map((h, i) => h / all[i]);
}

/** Hair ends at the bust's cut, whatever is seen below it. @param cover [N] */
function untilCut({ positions }: HairTexels, cover: Float64Array, cutY: number): Float64Array {
  return cover.map((own, i) => Math.min(own, Math.max(0, 0.5 + (positions[3 * i + 1] - cutY) / (2 * EDGE_MM))));
}

/** Hair ends around what it leaves out. @param cover [N] */
function aroundBare({ bare }: HairTexels, cover: Float64Array): Float64Array {
  return cover.map((own, i) => Math.min(own, 1 - bare[i]));
}

function opacityOf({ size, index }: HairTexels, cover: Float64Array): Uint8Array {
  const out = new Uint8Array(size * size);
  index.forEach((texel, i) => {
    const within = cover[i] > SURE && cover[i] < 1 - SURE;
    out[texel] = within ? 255 * frayed(cover[i], noiseAt(lockNoise, texel, size)) : 255 * Math.round(cover[i]);
  });
  return out;
}

/** Nearer to none or all than this no strand ends. */
const SURE = 0.03;

function noiseAt(noise: typeof strandNoise, texel: number, size: number): number {
  return noise(((texel % size) + 0.5) / size, (Math.floor(texel / size) + 0.5) / size);
}

/** @param sum colours times weights, and weights [N, 4] */
function filled(memory: KernelMemory, { size, index }: HairTexels, sum: RealArray) {
  const mark = memory.mark();
  const color = singles(memory, 3 * size * size);
  const weight = singles(memory, size * size);
  const [r, g, b] = usualColor(sum);
  const ofHair = towardsMelanin([r, g, b]);
  index.forEach((texel, i) => {
    const total = sum[4 * i + 3];
    if (total === 0) return;
    weight[texel] = Math.min(1, total / SURE_WEIGHT);
    const own = ofHair([sum[4 * i] / total, sum[4 * i + 1] / total, sum[4 * i + 2] / total]);
    for (let c = 0; c < 3; c++) color[3 * texel + c] = weight[texel] * own[c];
  });
  const own = singlesCopy(memory, weight);
  const seenColor = singlesCopy(memory, color);
  for (const texel of index) {
    const row = Math.floor(texel / size);
    const other = row * size + (size - 1 - (texel % size));
    const share = MIRROR_SHARE * (1 - own[texel]);
    weight[texel] += share * own[other];
    for (let c = 0; c < 3; c++) color[3 * texel + c] += share * seenColor[3 * other + c];
  }
  const usual = ofHair([r, g, b]);
  for (const texel of index) {
    const share = USUAL_WEIGHT * (1 - weight[texel]);
    if (share <= 0) continue;
    weight[texel] += share;
    for (let c = 0; c < 3; c++) color[3 * texel + c] += share * usual[c];
  }
  const data = pushPull(color, weight, size);
  for (const texel of index) {
    if (own[texel] === 1) continue;
    const strand = 1 + STRAND_CONTRAST * (1 - own[texel]) * noiseAt(strandNoise, texel, size);
    for (let c = 0; c < 3; c++) data[3 * texel + c] = Math.min(1, data[3 * texel + c] * strand);
  }
  memory.release(mark);
  return { width: size, height: size, channels: 3, data };
}

/** Mean colour of the middle fifth of the texels that are seen, by luminance, each by its weight; black where none is. @param sum [N, 4] */
function usualColor(sum: RealArray): number[] {
  const light = new Float64Array(sum.length / 4);
  const seen = new Uint32Array(light.length);
  let [count, total] = [0, 0];
  for (let i = 0; i < light.length; i++) {
    const weight = sum[4 * i + 3];
    if (!(weight > 0)) continue;
    light[i] = luminance(sum[4 * i], sum[4 * i + 1], sum[4 * i + 2]) / weight;
    total += weight;
    seen[count++] = i;
  }
  const middle = [0, 0, 0, 0];
  let passed = 0;
  for (const texel of seen.subarray(0, count).sort((a, b) => light[a] - light[b])) {
    const i = 4 * texel;
    passed += sum[i + 3];
    if (passed >= MIDDLE[0] * total) for (let c = 0; c < 4; c++) middle[c] += sum[i + c];
    if (passed >= MIDDLE[1] * total) break;
  }
  return [0, 1, 2].map((c) => (middle[3] === 0 ? 0 : middle[c] / middle[3]));
}

const MIDDLE = [0.4, 0.6] as const;
