import { median } from '../../../geometry/median.ts';
import type { HeadModel } from '../../../head/head-model.ts';
import type { RealArray } from '../../../kernels/kernel.ts';
import { albedoTexture } from '../../mesh/head-mesh.ts';
import { DARKEST } from '../blend/cell-colors.ts';
import { ownColors } from '../own-colors.ts';
import { colorsAt, type SkinTexels } from '../texels.ts';
import { vertexColors } from './vertex-gains.ts';

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

/**
 * @param sum colours without light times weights, and weights, of the texels [N, 4] @param model of these texels, for who asks more than once
 * @returns null where nothing of the face is seen
 */
export function modelRatios(
  head: HeadModel,
  texels: SkinTexels,
  sum: RealArray,
  model: Float64Array = modelColors(head, texels),
): ModelRatios | null {
  const { mean, weight } = vertexColors(head, texels, sum);
  const own = ownColors(head);
  const { face } = head.regions;
  const ratio = mean.map((x, i) => Math.log(Math.max(DARKEST, x) / Math.max(DARKEST, model[i])));
  const measured = Uint8Array.from(weight, (w, v) => (w > 0 && own[v] === 0 ? 1 : 0));
  const onFace = Array.from(measured.keys()).filter((v) => measured[v] === 1 && face[v] === 1);
  if (onFace.length === 0) return null;
  const usual = [0, 1, 2].map((c) => median(onFace.map((v) => ratio[3 * v + c])));
  return { ratio, model: model.map((x) => Math.log(Math.max(DARKEST, x))), weight, measured, onFace, usual };
}

/** The model's mean colours around each vertex, of the texels that are looked at [skin vertices, 3]. */
export function modelColors(head: HeadModel, texels: SkinTexels): Float64Array {
  const colors = colorsAt(texels, albedoTexture(head));
  const lanes = new Float64Array(4 * texels.index.length).fill(1);
  for (let i = 0; i < texels.index.length; i++) for (let c = 0; c < 3; c++) lanes[4 * i + c] = colors[3 * i + c];
  return vertexColors(head, texels, lanes).mean;
}
