import { BODY_SKIN, CLOTHES, FACE_SKIN, HAIR, OTHER } from '../../capture/segmentation/classes.ts';
import { type Camera, packCamera } from '../../geometry/camera.ts';
import { SH_BANDS } from '../../geometry/spherical-harmonics.ts';
import { burntPixels, type MendedPixels } from '../../image/burnt-pixels.ts';
import { luminance } from '../../image/color.ts';
import { type LinearImage, packPixels } from '../../image/image.ts';
import { ADD_UNLIT, OBSERVE_TEXELS } from '../../kernels/jobs/pixels/observe-texels.ts';
import { CAMERA_NUMBERS } from '../../kernels/jobs/points/projection.ts';
import { indexCopy, type Kernels, type RealArray, realCopy } from '../../kernels/kernel.ts';
import { type ItemRange, shareOut } from '../../kernels/runtime/share-out.ts';
import { packLight } from '../light/sh-lighting.ts';
import { projectMesh } from '../mesh/kernel-mesh.ts';
import { pixelTrust } from './pixel-trust.ts';
import type { Creases } from './shading/creases.ts';
import type { Texels } from './texels.ts';

/** One photograph for the bake: linear pixels and their camera. */
export interface BakeView {
  readonly image: LinearImage;
  /** [h, w] 1 where pixels count; where labels are known they say it. */
  readonly mask: Uint8Array;
  /** [h, w] class of each pixel (capture/segmentation/classes.ts); null where none is known. */
  readonly labels: Uint8Array | null;
  readonly camera: Camera;
  /** The head as this view shows it [V, 3] mm; as all do where it is left out. */
  readonly positions?: Float64Array;
  /** How far it shows the skin in folds, as {@link findCreases} has it; nowhere where it is left out. */
  readonly creases?: Creases;
  /** What it counts beside other views, as {@link awayFromRest} has it; as much where it is left out. */
  readonly away?: Float64Array;
}

/** A view and what hides what in it, in kernel memory. */
export interface TextureView {
  readonly camera: Camera;
  readonly depth: RealArray;
  readonly trust: RealArray;
  /** The same for the scalp, which hair paints too. */
  readonly scalpTrust: RealArray;
  readonly image: LinearImage;
  /** Pixels that paint in another colour than their own; null where few are. */
  readonly mended: MendedPixels | null;
  readonly positions?: Float64Array;
  readonly creases?: Creases;
  readonly away?: Float64Array;
}

/** Pixels inside the edge of what counts that paint nothing: labels are true to about one. */
const CLASS_MARGIN = 2;
/** Pixels beside clothes that paint nothing, or as many as the mm of a collar's shadow cover where these are more. */
const DRAPE = 8;
const DRAPE_MM = 8;
/** Pixels beside hair and what is worn that paint no skin: wisps are finer than the network sees, and so are rims of glasses. */
const WISPS = 4;
/** Neck and shoulders darker than this share of the face lie in a shadow that a texture must not hold: a collar's, the hair's. */
const SHADE = 0.35;
/** Brighter than this they lie in a glare: overexposed, they have lost their colour. */
const GLARE = 1.6;
/** Pixels beside either that paint nothing: penumbra, and islands between. */
const PENUMBRA = 6;
/** Label of neck and shoulders in either. */
const ILL_LIT = 255;
const FACE_STRIDE = 17;
const SKIN: readonly number[] = [FACE_SKIN, BODY_SKIN];
/** Least irradiance that a colour is divided by, share of the light's mean: a dark photograph's shade is no darker beside its light. */
export const SHADE_FLOOR = 0.2;
const PARTS = 8;

/** Z-buffers of all views. @param positions [V, 3] of views without their own, triangles [T, 3] of the whole skin */
export function textureViews(
  kernels: Kernels,
  positions: ArrayLike<number>,
  triangles: Uint32Array,
  views: readonly BakeView[],
): TextureView[] {
  const { memory } = kernels;
  const out = views.map(({ camera, image, mask, labels, positions: own, creases, away }): TextureView => {
    const pixels = camera.width * camera.height;
    const trust = memory.real(pixels);
    return {
      camera,
      image,
      mended: burntPixels(image, (k) => (labels === null ? mask[k] === 1 : SKIN.includes(labels[k]))),
      ...(own === undefined ? {} : { positions: own }),
      ...(creases === undefined ? {} : { creases }),
      ...(away === undefined ? {} : { away }),
      depth: memory.room(pixels),
      trust,
      scalpTrust: labels === null ? trust : memory.real(pixels),
    };
  });
  const mark = memory.mark();
  const faces = indexCopy(memory, triangles);
  for (const shown of new Set(out.map((view) => view.positions ?? positions))) {
    const own = out.filter((view) => (view.positions ?? positions) === shown);
    projectMesh(
      kernels,
      { positions: realCopy(memory, shown), triangles: faces },
      own.map(({ camera }) => camera),
      own.map(({ depth }) => depth),
    );
  }
  memory.release(mark);
  out.forEach((view, v) => {
    believe(view, views[v]);
  });
  return out;
}

/** What a view paints, by classes of its pixels: the scalp takes hair too. */
function believe(view: TextureView, { mask, labels, image, camera }: BakeView): void {
  if (labels === null) {
    pixelTrust(view, mask, null, view.trust);
    return;
  }
  const { width } = view.camera;
  const pixelsPerMm = camera.fx / camera.translation[2];
  const draped = near(labels, width, { label: CLOTHES, pixels: Math.max(DRAPE, Math.round(DRAPE_MM * pixelsPerMm)) });
  const beforeSkin = labels.map((label) => (label === OTHER ? HAIR : label));
  const beside = near(beforeSkin, width, { label: HAIR, pixels: WISPS });
  const nowhere = new Uint8Array(labels.length);
  const ill = near(illLit(image, labels), width, { label: ILL_LIT, pixels: PENUMBRA });
  const counted = (classes: readonly number[], left: Uint8Array): Uint8Array =>
    labels.map((label, k) => {
      if (!classes.includes(label) || draped[k] === 1 || left[k] === 1) return 0;
      return label === BODY_SKIN && ill[k] === 1 ? 0 : 1;
    });
  pixelTrust(view, counted(SKIN, beside), CLASS_MARGIN, view.trust);
  pixelTrust(view, counted([...SKIN, HAIR], nowhere), CLASS_MARGIN, view.scalpTrust);
}

/** Classes, {@link ILL_LIT} where neck and shoulders are shaded or outshone. */
function illLit(image: LinearImage, labels: Uint8Array): Uint8Array {
  const face = faceLuminance(image, labels);
  return labels.map((label, k) => {
    if (label !== BODY_SKIN) return label;
    const light = luminanceAt(image, k);
    return light < SHADE * face || light > GLARE * face ? ILL_LIT : label;
  });
}

function luminanceAt({ channels, data }: LinearImage, k: number): number {
  return luminance(data[channels * k], data[channels * k + 1], data[channels * k + 2]);
}

/** Median over the face's pixels, or some of them. */
function faceLuminance(image: LinearImage, labels: Uint8Array): number {
  const values: number[] = [];
  for (let k = 0; k < labels.length; k += FACE_STRIDE) if (labels[k] === FACE_SKIN) values.push(luminanceAt(image, k));
  const sorted = Float64Array.from(values).sort();
  return sorted[sorted.length >> 1] ?? 0;
}

/** A class, and how near to it. */
interface Nearness {
  readonly label: number;
  readonly pixels: number;
}

/** Pixels so near to a class, in steps along rows and columns [h, w]. */
function near(labels: Uint8Array, width: number, { label, pixels }: Nearness): Uint8Array {
  const beyond = pixels + 1;
  const far = new Uint16Array(labels.length);
  for (let k = 0; k < far.length; k++) {
    const beside = k >= 1 ? far[k - 1] : beyond;
    const above = k >= width ? far[k - width] : beyond;
    const before = beside < above ? beside : above;
    if (labels[k] !== label) far[k] = before < beyond ? before + 1 : beyond;
  }
  const out = new Uint8Array(labels.length);
  for (let k = far.length - 1; k >= 0; k--) {
    const beside = k + 1 < far.length ? far[k + 1] : beyond;
    const below = k + width < far.length ? far[k + width] : beyond;
    const after = (beside < below ? beside : below) + 1;
    if (after < far[k]) far[k] = after;
    out[k] = far[k] <= pixels ? 1 : 0;
  }
  return out;
}

/** Colour and weight of each texel in one view [N, 4]. */
export function observeTexels(kernels: Kernels, view: TextureView, texels: Texels, out: RealArray): void {
  const { scalpFrom, index } = texels;
  const skin = shareOut(scalpFrom, PARTS).map((range) => ({ ...range, trust: view.trust }));
  const scalp = shareOut(index.length - scalpFrom, PARTS).map(({ start, end }) => ({
    start: scalpFrom + start,
    end: scalpFrom + end,
    trust: view.scalpTrust,
  }));
  observeRanges(kernels, view, texels, { ranges: [...skin, ...scalp], out });
}

/** The same where skin alone counts, on the scalp too: light is told from it. */
export function observeSkin(kernels: Kernels, view: TextureView, texels: Texels, out: RealArray): void {
  const ranges = shareOut(texels.index.length, PARTS).map((range) => ({ ...range, trust: view.trust }));
  observeRanges(kernels, view, texels, { ranges, out });
}

/** Texels that are asked for, each range under its trust. */
interface ObservedRanges {
  readonly ranges: readonly (ItemRange & { readonly trust: RealArray })[];
  readonly out: RealArray;
}

function observeRanges(kernels: Kernels, view: TextureView, texels: Texels, { ranges, out }: ObservedRanges): void {
  const { memory } = kernels;
  const mark = memory.mark();
  const { camera, depth } = view;
  const { width, height } = camera;
  const image = packPixels(view.image, memory.room(4 * width * height));
  const { mended } = view;
  mended?.pixels.forEach((pixel, i) => {
    for (let c = 0; c < 3; c++) image[4 * pixel + c] = mended.colors[3 * i + c];
  });
  const job = {
    positions: texels.positions,
    normals: texels.normals,
    camera: packCamera(camera, memory.double(CAMERA_NUMBERS)),
    width,
    height,
    image,
    depth,
    out,
  };
  kernels.run(
    OBSERVE_TEXELS,
    ranges.map((range) => ({ ...job, ...range })),
  );
  memory.release(mark);
}

/** Colours and weights of texels in one view, and what views without their light add up to [N, 4] each. */
export interface TexelLanes {
  readonly observed: RealArray;
  readonly sum: RealArray;
}

/** Adds one view's observations without its light to the sum. @param light [9, 3] */
export function addUnlit(
  kernels: Kernels,
  texels: Texels,
  light: ArrayLike<number>,
  { observed, sum }: TexelLanes,
): void {
  const { memory } = kernels;
  const mark = memory.mark();
  const job = {
    observed,
    normals: texels.normals,
    light: packLight(light, memory.room(4 * SH_BANDS)),
    floor: SHADE_FLOOR,
    sum,
  };
  kernels.run(
    ADD_UNLIT,
    shareOut(texels.index.length, PARTS).map((range) => ({ ...job, ...range })),
  );
  memory.release(mark);
}
