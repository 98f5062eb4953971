import { median } from '../../../geometry/median.ts';
import { smoothStep } from '../../../geometry/smooth-step.ts';
import { hairRegion } from '../../../head/anatomy/hair-region.ts';
import { browVertices } from '../../../head/cards/brow-vertices.ts';
import type { HeadModel } from '../../../head/head-model.ts';
import { blurPlane } from '../../../image/blur-plane.ts';
import { luminance } from '../../../image/color.ts';
import type { RealArray } from '../../../kernels/kernel.ts';
import { albedoTexture } from '../../mesh/head-mesh.ts';
import { cellAt, cellPlaces, DARKEST, sampleCells } from '../blend/cell-colors.ts';
import { ownColors, withRing } from '../own-colors.ts';
import { pushPull } from '../push-pull.ts';
import { colorsAt, type SkinTexels, texelsWhere } from '../texels.ts';

/** Along a side of the texture at most, a power of two: some 1.5 mm of a face each. */
const MOST_CELLS = 256;
/** Texels along a side of a cell at least: some of them tell of it. */
const CELL_TEXELS = 4;
/** Logarithms by which gloss outshines what a face is usually to the model: from the first on skin may be glossy, from the second on it is. */
const BRIGHTER = [0, 0.12] as const;
/** Share of colourless light from which on skin is more than pale, and is glossy. */
const GLOSSY = [0.05, 0.2] as const;
/** Share of a face's cells that are more colourful than skin without gloss: more of them are in its shade, or red. */
const COLOURFUL = 0.4;
/** Cells of a face between those that tell what it is usually. */
const FACE_STRIDE = 5;
/** Gloss of fewer cells, of those that are seen, is let be. */
const LEAST = 0.003;
/** Logarithm of what a glossy pixel counts beside another view's of the same skin without gloss. */
const FADE = 2;
/** Share of the fullest cell's weight from which on a cell is seen. */
const LEAST_WEIGHT = 1e-3;

/** Gloss of one view's skin, in cells of the texture. */
export interface Gloss {
  /** Along a side. */
  readonly cells: number;
  /** By what its colours are multiplied without gloss, logarithms [cells, cells, 3]. */
  readonly gain: Float32Array;
  /** How far it is glossy, 0..1 [cells, cells]. */
  readonly share: Float32Array;
}

/**
 * Where one view's skin is glossy, and what takes that off. A forehead, a nose, wet skin mirror light, whose colour adds to the skin's:
 * what is seen without the view's light outshines the rest of the face, and is paler. With y the logarithm of its luminance over that of the
 * albedo model's mean, d the same of its red less its blue, which colourless light leaves as it is, both of means around a cell,
 *   s = smoothstep(1 - exp(p - (y - d))) smoothstep(y - median y),  p the 40th percentile of y - d over the face
 * Skin there has the tone of the skin around: log(seen / model) goes to its push-pull by (1 - s)^4, as far as that is darker. Taking off white instead left
 * stains, for lamps have colours. What is smaller than the cells stays: pores, freckles.
 * @param lanes w and w times each view's colours without light [views][N, 4]
 * @returns of each view, null where little is glossy
 */
export function findGloss(head: HeadModel, texels: SkinTexels, lanes: readonly RealArray[]): readonly (Gloss | null)[] {
  const skin = modelSkin(head, texels);
  return lanes.map((own) => glossOf(cellMeans(skin, own)));
}

function glossOf({ cells: side, seen, model, shown, plain }: SeenCells): Gloss | null {
  const cells = Uint32Array.from(shown.keys()).filter((k) => shown[k] === 1);
  const onFace = cells.filter((k) => plain[k] === 1).filter((_, i) => i % FACE_STRIDE === 0);
  if (onFace.length === 0) return null;
  const y = (k: number): number => logRatio(lightness(seen, k), lightness(model, k));
  const paler = (k: number): number => y(k) - logRatio(seen[0][k] - seen[2][k], model[0][k] - model[2][k]);
  const usual = median(Float64Array.from(onFace, y));
  const pale = Float64Array.from(onFace, paler).sort()[Math.floor(COLOURFUL * onFace.length)];
  const share = new Float32Array(shown.length);
  const left = new Float32Array(shown.length);
  const kept = new Float32Array(3 * shown.length);
  let glossy = 0;
  for (const k of cells) {
    const outshines = smoothStep(y(k) - usual, BRIGHTER);
    share[k] = outshines === 0 ? 0 : outshines * smoothStep(1 - Math.exp(pale - paler(k)), GLOSSY);
    glossy += share[k];
    left[k] = (1 - share[k]) ** 4;
    for (let c = 0; c < 3; c++) kept[3 * k + c] = left[k] * logRatio(seen[c][k], model[c][k]);
  }
  if (glossy < LEAST * cells.length) return null;
  const around = pushPull(kept, left, side);
  const gain = new Float32Array(kept.length);
  for (const k of cells) {
    if (share[k] === 0) continue;
    for (let c = 0; c < 3; c++)
      gain[3 * k + c] = share[k] * Math.min(0, around[3 * k + c] - logRatio(seen[c][k], model[c][k]));
  }
  return { cells: side, share, gain };
}

/** Takes a view's gloss off its skin, in place: colours by their gain, weights by exp(-2 s). @param own [N, 4] */
export function takeGloss(
  { size, index }: Pick<SkinTexels, 'size' | 'index'>,
  gloss: Gloss | null,
  own: RealArray,
): void {
  if (gloss === null) return;
  const places = cellPlaces(size, gloss.cells);
  const log = new Float64Array(3);
  const share = new Float64Array(1);
  for (let i = 0; i < index.length; i++) {
    if (own[4 * i + 3] === 0) continue;
    sampleCells(gloss.share, places, index[i], share);
    if (share[0] === 0) continue;
    sampleCells(gloss.gain, places, index[i], log);
    const kept = Math.exp(-FADE * share[0]);
    for (let c = 0; c < 3; c++) own[4 * i + c] *= kept * Math.exp(log[c]);
    own[4 * i + 3] *= kept;
  }
}

/** The other way: a skin's colours as the view shows them, in place. @param colors [size, size, 3] */
export function addGloss(
  { size, index }: Pick<SkinTexels, 'size' | 'index'>,
  { cells, gain, share }: Gloss,
  colors: Float32Array,
): void {
  const places = cellPlaces(size, cells);
  const log = new Float64Array(3);
  const here = new Float64Array(1);
  for (const texel of index) {
    sampleCells(share, places, texel, here);
    if (here[0] === 0) continue;
    sampleCells(gain, places, texel, log);
    for (let c = 0; c < 3; c++) colors[3 * texel + c] *= Math.exp(-log[c]);
  }
}

function logRatio(a: number, b: number): number {
  return Math.log(Math.max(DARKEST, a) / Math.max(DARKEST, b));
}

function lightness(rgb: readonly Float32Array[], k: number): number {
  return luminance(rgb[0][k], rgb[1][k], rgb[2][k]);
}

/** What the texels are, whatever a view shows [N]. */
interface ModelSkin {
  /** Along a side of the texture. */
  readonly cells: number;
  /** That each lies in. */
  readonly cell: Uint32Array;
  /** The model's mean [N, 3]. */
  readonly albedo: Float64Array;
  /** 1 on skin that may be glossy: where hair and brows grow, on lids and behind lids and lips people have other colours than the model, or have them elsewhere. */
  readonly outer: Uint8Array;
  /** 1 on a face's skin, without lips, lids and what else has colours of its own. */
  readonly plain: Uint8Array;
}

function modelSkin(head: HeadModel, texels: SkinTexels): ModelSkin {
  const { size, index } = texels;
  const cells = Math.min(MOST_CELLS, size / CELL_TEXELS);
  const { face, lids, mouth, sockets } = head.regions;
  const own = ownColors(head);
  const hairy = withRing(head, hairRegion(head));
  const brows = browVertices(head);
  return {
    cells,
    cell: index.map((texel) => cellAt(size, cells, texel)),
    albedo: colorsAt(texels, albedoTexture(head)),
    outer: texelsWhere(head, texels, (v) => lids[v] + mouth[v] + sockets[v] + hairy[v] + brows[v] === 0),
    plain: texelsWhere(head, texels, (v) => face[v] === 1 && own[v] === 0),
  };
}

/** Means around the cells of what a view shows. */
interface SeenCells extends Pick<ModelSkin, 'cells'> {
  /** Its colours, and the model's there [3][cells, cells]. */
  readonly seen: readonly Float32Array[];
  readonly model: readonly Float32Array[];
  /** 1 where anything is seen. */
  readonly shown: Float32Array;
  /** 1 where that is a face's plain skin alone. */
  readonly plain: Uint8Array;
}

function cellMeans({ cells, cell, albedo, outer, plain: ofFace }: ModelSkin, own: RealArray): SeenCells {
  const [seen, model] = [0, 1].map(() => [0, 1, 2].map(() => new Float32Array(cells * cells)));
  const total = new Float32Array(cells * cells);
  const plain = new Uint8Array(cells * cells);
  for (let i = 0; i < cell.length; i++) {
    const w = own[4 * i + 3];
    if (w === 0 || outer[i] === 0) continue;
    const k = cell[i];
    if (total[k] === 0) plain[k] = 1;
    total[k] += w;
    plain[k] &= ofFace[i];
    for (let c = 0; c < 3; c++) {
      seen[c][k] += own[4 * i + c];
      model[c][k] += w * albedo[3 * i + c];
    }
  }
  // Also where no texel that was asked for lies in a cell itself.
  const weight = blurPlane(total, cells, 1);
  const least = LEAST_WEIGHT * weight.reduce((most, w) => Math.max(most, w), 0);
  const shown = weight.map((w) => (w > least ? 1 : 0));
  const mean = (plane: Float32Array): Float32Array => {
    const out = blurPlane(plane, cells, 1);
    for (let k = 0; k < out.length; k++) out[k] = shown[k] === 0 ? 0 : out[k] / weight[k];
    return out;
  };
  return { cells, seen: seen.map(mean), model: model.map(mean), shown, plain };
}
