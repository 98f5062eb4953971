import { CLOTHES, HAIR, isSkin } from '../../../capture/segmentation/classes.ts';
import { cameraCentre, project } from '../../../geometry/camera.ts';
import { type ByteImage, byteImage } from '../../../image/image.ts';
import { type KernelMemory, type Kernels, singles } from '../../../kernels/kernel.ts';
import { addUnlit, observeTexels, type TextureView, textureViews } from '../../../render/texture/texture-views.ts';
import { cosineTo } from '../cover/hair-cover.ts';
import type { HairMesh } from '../hair-mesh.ts';
import { type HairPicture, pixelAt } from '../hair-view.ts';
import type { HeadRadius } from '../head-radius.ts';
import { classShare } from './class-share.ts';
import { fillHair } from './fill-hair.ts';
import { type HairTexels, hairTexels } from './hair-texels.ts';
import { chartPlace, frayed, lockNoise } from './strands.ts';

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

/** Farther behind the nearest surface than this a texel is hidden, mm. */
const HIDDEN_MM = 3;
/** What the cover by rays counts for beside what texels show. */
const RAY_WEIGHT = 0.05;
/** Width to either side of the hair's edge by rays over which strands end, and of an edge that pixels show, mm. */
const EDGE_MM = 10;
const BLUR_MM = 1;

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
    color: byteImage(fillHair(memory, texels, sum)),
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
    out[texel] = within ? 255 * frayed(cover[i], lockNoise(...chartPlace(texel, size))) : 255 * Math.round(cover[i]);
  });
  return out;
}

/** Nearer to none or all than this no strand ends. */
const SURE = 0.03;
