import { skinTriangles } from '../../head/head-model.ts';
import type { LinearImage } from '../../image/image.ts';
import type { Kernels, RealArray } from '../../kernels/kernel.ts';
import type { ShapedHead } from '../mesh/head-mesh.ts';
import { fitAlbedoModel } from './albedo-prior.ts';
import { fadeAway } from './blend/away-from-rest.ts';
import { addLevelled, LEVEL_STRIDE, movingColors, type ViewLevel, viewLevels } from './blend/level-views.ts';
import { fadeTeeth, findLipTone, type LipTone } from './blend/lip-tone.ts';
import { type FoundLights, findLights } from './find-lights.ts';
import { creasesBeside, findBeard, unbearded } from './shading/bearded-skin.ts';
import type { CastLight } from './shading/cast-light.ts';
import { type Creases, fadeCreases } from './shading/creases.ts';
import { foldRegion } from './shading/fold-region.ts';
import { type FoldShade, findFoldShade, takeFoldShade } from './shading/fold-shade.ts';
import { findGloss, type Gloss, takeGloss } from './shading/gloss.ts';
import { localGains } from './shading/local-gains.ts';
import { modelColors, modelRatios } from './shading/model-ratios.ts';
import { takeGains } from './shading/vertex-gains.ts';
import { type SkinTexels, SURE_WEIGHT, someSkin, type Texels, texelGeometry, texelsIn } from './texels.ts';
import { addUnlit, type BakeView, observeTexels, type TextureView, textureViews } from './texture-views.ts';
import { fillUnseen } from './unseen/fill-unseen.ts';
import { forgetLonePatches } from './unseen/lone-patches.ts';

export interface BakedTexture {
  /** Light-free skin colour [size, size, 3], linear. */
  readonly albedo: LinearImage;
  /** SH lighting of each view [9, 3]. */
  readonly lights: readonly Float64Array[];
  /** What a lamp and its shadows add to each, which `albedo` is without. */
  readonly cast: readonly CastLight[];
  /** What brings each view to the mean of all; null where views are not told apart by classes, and blended as they are. */
  readonly levels: readonly ViewLevel[] | null;
  /** Of each view, null where its skin has hardly any. */
  readonly gloss: readonly (Gloss | null)[];
  /** How far each view shows skin otherwise than it lies at rest, those apart that a beard hides; null of a view without an expression. */
  readonly creases: readonly (Creases | null)[];
  /** Of each view that shows teeth on the head's lips, null of the others. */
  readonly lips: readonly (LipTone | null)[];
  /** Of each view whose expression folds the skin, null of the others. */
  readonly folds: readonly (FoldShade | null)[];
  /** What brings skin in a local light to the tone of the rest [skin vertices, 3] logarithms; null where none lies in any, or classes are not told apart. */
  readonly gains: Float64Array | null;
  /** Share of the skin's texels that some view shows, 0..1. */
  readonly coverage: number;
  /** How much of a texel is what views show, 0..1: 1 where they show it for certain, between where it is blended with the filling [size, size]. */
  readonly share: Float32Array;
}

/**
 * Paints the skin texture from the photographs: per-view second-order SH lighting and albedo in turns, and a lamp with its shadows where
 * they are seen (closed form all), on a part of the texels, then all texels under those lights, views blended by viewing angle, what no view shows
 * filled ({@link fillUnseen}). Where classes of pixels are known, skin is painted by skin alone, what lies under hair by hair too, and
 * views are brought to one level.
 * @param size of the texture, texels along a side
 */
export function bakeTexture(
  kernels: Kernels,
  shaped: ShapedHead,
  views: readonly BakeView[],
  size: number,
): BakedTexture {
  return beginBake(kernels, shaped, views, size)(shaped.underHair);
}

/** The rest of a bake. @param underHair as {@link ShapedHead} has it */
export type RestOfBake = (underHair: Uint8Array | undefined) => BakedTexture;

/** A bake's lights, gloss and levels, for whoever does not know yet what hair hides. The rest gives its kernel memory back. */
export function beginBake(kernels: Kernels, begun: ShapedHead, views: readonly BakeView[], size: number): RestOfBake {
  const { head, positions } = begun;
  const { memory } = kernels;
  const mark = memory.mark();
  const seen = textureViews(kernels, positions, skinTriangles(head), views);
  const texelMark = memory.mark();
  const texels = texelGeometry(memory, begun, size);
  const lights = findLights(kernels, begun, seen, texels);
  const painting = { kernels, shaped: begun, texels, seen, ...lights };
  const labelled = views.some(({ labels }) => labels !== null);
  const blend = findBlend(painting, labelled && views.length > 1);
  return (underHair) => {
    const shaped = { head, positions, underHair };
    const retold = underHair !== begun.underHair;
    if (retold) memory.release(texelMark);
    const own = retold ? texelGeometry(memory, shaped, size) : texels;
    const { color, weight, onSkin, ...painted } = paintSeen({ ...painting, shaped, texels: own }, blend, labelled);
    memory.release(mark);
    const prior = fitAlbedoModel(head, color, onSkin, size);
    const data = fillUnseen(memory, shaped, { size, color, weight: squared(weight) }, prior);
    const albedo = { width: size, height: size, channels: 3, data } as const;
    return { albedo, ...lights, ...blend, ...painted, share: weight };
  };
}

/** What views show of the skin, and how far [size, size], the latter without the scalp too. */
function paintSeen(painting: Painting, blend: Blend, labelled: boolean) {
  const { shaped, texels } = painting;
  const { sum, lips, folds } = blendViews(painting, blend);
  const gains = labelled ? localGains(shaped.head, texels, sum) : null;
  const { color, weight, covered } = blended(texels, sum);
  if (labelled) forgetLonePatches(shaped.head, texels, weight);
  const onSkin = labelled ? withoutScalp(texels, weight) : weight;
  return { color, weight, onSkin, gains, lips, folds, coverage: covered / texels.index.length };
}

/** In place: copies are what a fit's memory peaks at. */
function squared(weight: Float32Array): Float32Array {
  for (let i = 0; i < weight.length; i++) weight[i] *= weight[i];
  return weight;
}

/** Views, and texels that they paint. */
export interface Painting extends Pick<FoundLights, 'lights' | 'cast'> {
  readonly kernels: Kernels;
  readonly shaped: ShapedHead;
  readonly texels: SkinTexels;
  readonly seen: readonly TextureView[];
}

/** What views' colours are changed by, before they are blended. */
interface Blend extends Pick<BakedTexture, 'gloss' | 'levels' | 'creases'> {
  /** Where each view's expression folds the skin, as {@link foldRegion} has it; null where it does not. */
  readonly folded: readonly (Float64Array | null)[];
}

/** Colours without light, gloss and folds of all views, as they are or each at the level of all, added up by their weights [N, 4]; what lips and folds were told by. */
function blendViews(painting: Painting, { gloss, levels, creases, folded }: Blend) {
  const { kernels, shaped, texels } = painting;
  const { memory } = kernels;
  const sum = memory.real(4 * texels.index.length);
  const told = folded.map((region, v) => {
    const mark = memory.mark();
    const own = paintView(painting, v, { gloss: gloss[v], creases: creases[v] });
    const lips = findLipTone(shaped.head, texels, own);
    fadeTeeth(shaped.head, texels, lips, own);
    const folds = region === null ? null : findFoldShade(shaped.head, texels, region, own);
    takeFoldShade(texels, folds, own);
    addLevelled(texels, levels?.[v] ?? null, own, sum);
    memory.release(mark);
    return { lips, folds };
  });
  return { sum, lips: told.map(({ lips }) => lips), folds: told.map(({ folds }) => folds) };
}

/** Gloss and folds of the views, and their levels where they are levelled, from some of the texels. */
function findBlend({ kernels, shaped, texels, lights, cast, seen }: Painting, levelled: boolean): Blend {
  const { memory } = kernels;
  const { head } = shaped;
  const mark = memory.mark();
  const some = someSkin(memory, texels, LEVEL_STRIDE);
  const observed = memory.real(4 * some.index.length);
  // On the face that the views share, as their lights are.
  const lanes = seen.map((view, v) => {
    const sum = memory.real(4 * some.index.length);
    observeTexels(kernels, view, some, observed);
    // Doubled: who shows skin far from rest does not outvote who shows it near.
    fadeAway(
      head,
      some,
      view.away?.map((log) => 2 * log),
      observed,
    );
    takeGains(head, some, cast[v], observed);
    addUnlit(kernels, some, lights[v], { observed, sum });
    return sum;
  });
  const gloss = findGloss(head, some, lanes);
  lanes.forEach((own, v) => {
    takeGloss(some, gloss[v], own);
  });
  const model = modelColors(head, some);
  const told = seen.map(({ creases }, v) => {
    if (creases === undefined) return { folded: null, creases: null };
    const beard = findBeard(head, modelRatios(head, some, lanes[v], model));
    const region = foldRegion(head, creases.folds);
    return {
      folded: region === null ? null : unbearded(head, region, beard),
      creases: creasesBeside(creases, beard),
    };
  });
  const levels = levelled ? viewLevels(head, some, lanes, movingColors(head, some)) : null;
  memory.release(mark);
  return { gloss, folded: told.map(({ folded }) => folded), creases: told.map(({ creases }) => creases), levels };
}

/** What one view's colours are changed by, as {@link BakedTexture} has it of all. */
interface ViewChanges {
  readonly gloss: Gloss | null;
  readonly creases: Creases | null;
}

/** What one view shows of texels, its light and gloss taken off, folds hardly counting. @returns in kernel memory [N, 4] */
export function paintView(
  { kernels, shaped, texels, lights, cast, seen }: Painting,
  v: number,
  { gloss, creases }: ViewChanges,
): RealArray {
  const { memory } = kernels;
  const { head } = shaped;
  const own = memory.real(4 * texels.index.length);
  const mark = memory.mark();
  const shown = texelsIn(memory, seen[v], shaped, texels);
  const observed = memory.real(4 * texels.index.length);
  observeTexels(kernels, seen[v], shown, observed);
  fadeCreases(head, texels, creases, observed);
  fadeAway(head, texels, seen[v].away, observed);
  takeGains(head, texels, cast[v], observed);
  addUnlit(kernels, shown, lights[v], { observed, sum: own });
  takeGloss(texels, gloss, own);
  memory.release(mark);
  return own;
}

/** Weights without the scalp's, which is as often hair as skin. */
function withoutScalp({ index, scalpFrom }: Texels, weight: Float32Array): Float32Array {
  const out = weight.slice();
  for (let i = scalpFrom; i < index.length; i++) out[index[i]] = 0;
  return out;
}

/** Weighted means as a texture. @param sum [N, 4] */
function blended(
  { size, index }: Texels,
  sum: RealArray,
): { color: Float32Array; weight: Float32Array; covered: number } {
  const color = new Float32Array(3 * size * size);
  const weight = new Float32Array(size * size);
  let covered = 0;
  for (let i = 0; i < index.length; i++) {
    const total = sum[4 * i + 3];
    if (total === 0) continue;
    covered++;
    for (let c = 0; c < 3; c++) color[3 * index[i] + c] = sum[4 * i + c] / total;
    weight[index[i]] = Math.min(1, total / SURE_WEIGHT);
  }
  return { color, weight, covered };
}
