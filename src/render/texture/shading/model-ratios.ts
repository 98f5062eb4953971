import { median } from '../../../geometry/median.ts';
import { smoothStep } from '../../../geometry/smooth-step.ts';
import { beardRegion, jawRegion } from '../../../head/anatomy/beard-region.ts';
import type { HeadModel } from '../../../head/head-model.ts';
import { luminance } from '../../../image/color.ts';
import type { RealArray } from '../../../kernels/kernel.ts';
import { albedoTexture } from '../../mesh/head-mesh.ts';
import { DARKEST } from '../blend/cell-colors.ts';
import { ownColors } from '../own-colors.ts';
import { colorsAt, type SkinTexels } from '../texels.ts';
import { vertexColors } from './vertex-gains.ts';

/** So much darker than the face, logarithms, the lower jaw begins to be bearded, and is. */
const BEARDED = [0.35, 0.7] as const;

/** What is seen of a skin beside the model's mean. */
export interface ModelRatios {
  /** Logarithms of what is seen around each vertex over the model there [skin vertices, 3]. */
  readonly ratio: Float64Array;
  /** Logarithms of the model around it [skin vertices, 3]. */
  readonly model: Float64Array;
  /** Of what is seen [skin vertices]. */
  readonly weight: Float64Array;
  /** 1 where anything is, and skin has the face's colours [skin vertices]. */
  readonly measured: Uint8Array;
  /** Measured vertices of the face. */
  readonly onFace: readonly number[];
  /** The median of the ratios over these [3]. */
  readonly usual: readonly number[];
}

/** @param sum colours without light times weights, and weights, of the texels [N, 4] @returns null where nothing of the face is seen */
export function modelRatios(head: HeadModel, texels: SkinTexels, sum: RealArray): ModelRatios | null {
  const { mean, weight } = vertexColors(head, texels, sum);
  const model = vertexColors(head, texels, modelLanes(head, texels)).mean;
  const own = ownColors(head);
  const { face } = head.regions;
  const ratio = mean.map((x, i) => Math.log(Math.max(DARKEST, x) / Math.max(DARKEST, model[i])));
  const measured = Uint8Array.from(weight, (w, v) => (w > 0 && own[v] === 0 ? 1 : 0));
  const onFace = Array.from(measured.keys()).filter((v) => measured[v] === 1 && face[v] === 1);
  if (onFace.length === 0) return null;
  const usual = [0, 1, 2].map((c) => median(onFace.map((v) => ratio[3 * v + c])));
  return { ratio, model: model.map((x) => Math.log(Math.max(DARKEST, x))), weight, measured, onFace, usual };
}

/** How far a face is bearded, 0..1: its lower jaw is darker than the rest. */
export function beardedShare(head: HeadModel, { ratio, onFace, usual }: ModelRatios): number {
  const onJaw = onFace.filter((v) => jawRegion(head)[v] === 1);
  const darker = onJaw.map((v) =>
    luminance(usual[0] - ratio[3 * v], usual[1] - ratio[3 * v + 1], usual[2] - ratio[3 * v + 2]),
  );
  return smoothStep(median(darker), BEARDED);
}

/** What of a region has no beard, a beard being told from what one view shows of the face [skin vertices] 0..1. @param own w and w times its colours [N, 4] */
export function unbearded(
  head: HeadModel,
  texels: SkinTexels,
  region: Float64Array,
  own: RealArray,
): Float64Array | null {
  const ratios = modelRatios(head, texels, own);
  if (ratios === null) return null;
  const beardless = 1 - beardedShare(head, ratios);
  const beards = beardRegion(head);
  return region.map((share, v) => (beards[v] === 1 ? beardless * share : share));
}

/** The model's mean colours at the texels, each with weight 1 [N, 4]. */
function modelLanes(head: HeadModel, texels: SkinTexels): Float64Array {
  const colors = colorsAt(texels, albedoTexture(head));
  const out = new Float64Array(4 * texels.index.length).fill(1);
  for (let i = 0; i < texels.index.length; i++) for (let c = 0; c < 3; c++) out[4 * i + c] = colors[3 * i + c];
  return out;
}
