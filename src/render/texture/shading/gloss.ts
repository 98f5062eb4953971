import { median } from '../../../geometry/median.ts';
import { smoothStep } from '../../../geometry/smooth-step.ts';
import { type HeadModel, skinTriangles } from '../../../head/head-model.ts';
import { luminance } from '../../../image/color.ts';
import type { RealArray } from '../../../kernels/kernel.ts';
import { albedoTexture } from '../../mesh/head-mesh.ts';
import { cellAt, cellPlaces, sampleCells } from '../blend/cell-colors.ts';
import { blurPlane } from '../completion/blur.ts';
import { pushPull } from '../push-pull.ts';
import { colorsAt, type SkinTexels } from '../texels.ts';
import { ownColors } from './vertex-gains.ts';

/** Along a side of the texture, a power of two: some 1.5 mm of a face each. */
const CELLS = 256;
/** Logarithms by which gloss outshines what a face is usually to the model: from the first on skin may be glossy, from the second on it is. */
const BRIGHTER = [0, 0.12] as const;
/** Share of colourless light from which on skin is more than pale, and is glossy. */
const GLOSSY = [0.05, 0.2] as const;
/** Share of a face's cells that are more colourful than skin without gloss: more of them are in its shade, or red. */
const COLOURFUL = 0.4;
/** Gloss of fewer cells, of those that are seen, is let be. */
const LEAST = 0.003;
/** Logarithm of what a glossy pixel counts beside another view's of the same skin without gloss. */
const FADE = 2;
const DARKEST = 1e-3;

/** Gloss of one view's skin, in cells of the texture. */
export interface Gloss {
  /** By what its colours are multiplied without gloss, logarithms [CELLS, CELLS, 3]. */
  readonly gain: Float32Array;
  /** How far it is glossy, 0..1 [CELLS, CELLS]. */
  readonly share: Float32Array;
}

/**
 * Where one view's skin is glossy, and what takes that off. A forehead, a nose, wet skin mirror light, whose colour adds to the skin's:
 * what is seen without the view's light outshines the rest of the face, and is paler. With y the logarithm of its luminance over that of the
 * albedo model's mean, d the same of its red less its blue, which colourless light leaves as it is, both of means around a cell,
 *   s = smoothstep(1 - exp(p - (y - d))) smoothstep(y - median y),  p the 40th percentile of y - d over the face
 * Skin there has the tone of the skin around: log(seen / model) goes to a push-pull of what 1 - s leaves of it. Taking off white instead left
 * stains, for lamps have colours. What is smaller than the cells stays: pores, freckles.
 * @param own w and w times the colours without light [N, 4]
 * @returns null where little is glossy
 */
export function findGloss(head: HeadModel, texels: SkinTexels, own: RealArray): Gloss | null {
  const { seen, model, total, plain } = cellMeans(head, texels, own);
  const cells = Array.from(total.keys()).filter((k) => total[k] > 0);
  const onFace = cells.filter((k) => plain[k] === 1);
  if (onFace.length === 0) return null;
  const y = total.map((_, k) => logRatio(lightness(seen, k), lightness(model, k)));
  const paler = total.map((_, k) => y[k] - logRatio(seen[0][k] - seen[2][k], model[0][k] - model[2][k]));
  const usual = median(onFace.map((k) => y[k]));
  const pale = Float64Array.from(onFace, (k) => paler[k]).sort()[Math.floor(COLOURFUL * onFace.length)];
  const share = total.map((w, k) =>
    w === 0 ? 0 : smoothStep(1 - Math.exp(pale - paler[k]), GLOSSY) * smoothStep(y[k] - usual, BRIGHTER),
  );
  if (share.reduce((sum, s) => sum + s, 0) < LEAST * cells.length) return null;
  const tones = Float32Array.from({ length: 3 * share.length }, (_, i) => {
    const [k, c] = [Math.floor(i / 3), i % 3];
    return total[k] === 0 ? 0 : logRatio(seen[c][k], model[c][k]);
  });
  const left = share.map((s, k) => (total[k] === 0 ? 0 : (1 - s) ** 4));
  const around = pushPull(
    tones.map((tone, i) => left[Math.floor(i / 3)] * tone),
    left,
    CELLS,
  );
  return { share, gain: tones.map((tone, i) => share[Math.floor(i / 3)] * Math.min(0, around[i] - tone)) };
}

/** Takes a view's gloss off its skin, in place: colours by their gain, weights by exp(-2 s). @param own [N, 4] */
export function takeGloss(
  { size, index }: Pick<SkinTexels, 'size' | 'index'>,
  gloss: Gloss | null,
  own: RealArray,
): void {
  if (gloss === null) return;
  const places = cellPlaces(size, CELLS);
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
  { gain, share }: Gloss,
  colors: Float32Array,
): void {
  const places = cellPlaces(size, CELLS);
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

/** Means around the cells: colours that are seen, the model's there [3][CELLS, CELLS], how much is seen, and which hold a face's plain skin alone. */
function cellMeans(head: HeadModel, texels: SkinTexels, own: RealArray) {
  const { size, index, covered } = texels;
  const albedo = colorsAt(texels, albedoTexture(head));
  const [seen, model] = [0, 1].map(() => [0, 1, 2].map(() => new Float32Array(CELLS * CELLS)));
  const total = new Float32Array(CELLS * CELLS);
  const plain = new Uint8Array(CELLS * CELLS);
  const onFace = plainTriangles(head);
  for (let i = 0; i < index.length; i++) {
    const w = own[4 * i + 3];
    if (w === 0) continue;
    const k = cellAt(size, CELLS, index[i]);
    if (total[k] === 0) plain[k] = 1;
    total[k] += w;
    plain[k] &= onFace[covered.triangle[i]];
    for (let c = 0; c < 3; c++) {
      seen[c][k] += own[4 * i + c];
      model[c][k] += w * albedo[3 * i + c];
    }
  }
  const weight = blurPlane(total, CELLS, 1);
  const mean = (plane: Float32Array): Float32Array =>
    blurPlane(plane, CELLS, 1).map((x, k) => (total[k] === 0 ? 0 : x / weight[k]));
  return { seen: seen.map(mean), model: model.map(mean), total, plain };
}

/** Triangles of a face's skin, without lips, lids and what else has colours of its own [T]. */
function plainTriangles(head: HeadModel): Uint8Array {
  const triangles = skinTriangles(head);
  const own = ownColors(head);
  const { face } = head.regions;
  return Uint8Array.from({ length: triangles.length / 3 }, (_, t) =>
    [0, 1, 2].every((c) => own[triangles[3 * t + c]] === 0 && face[triangles[3 * t + c]] === 1) ? 1 : 0,
  );
}
