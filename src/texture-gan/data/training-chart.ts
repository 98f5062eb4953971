import type { Random } from '../../geometry/random.ts';
import type { HeadModel } from '../../head/head-model.ts';
import { DARKEST, fitAlbedoModel } from '../../render/texture/albedo-prior.ts';
import { completionPlanes, type FilledTexture } from '../../render/texture/completion/completion-planes.ts';
import { outerTexels } from '../../render/texture/completion/outer-texels.ts';
import type { Skin } from '../../render/texture/skins.ts';
import { augmentSkin } from './augment-skin.ts';
import { completeChart } from './complete-chart.ts';
import { type SkinRegions, skinRegions } from './skin-regions.ts';
import { VISIBILITY_SIZE, type Visibility } from './visibility.ts';

/** What texture charts of one size are made with. */
export interface ChartKit {
  readonly head: HeadModel;
  readonly regions: SkinRegions;
  readonly outer: Uint8Array;
}

export function chartKit(head: HeadModel, size: number): ChartKit {
  return { head, regions: skinRegions(head, size), outer: outerTexels(head, size) };
}

/** A texture as a fit leaves it, what the network reads of it, and what it should have become. */
export interface TrainingChart {
  readonly filled: FilledTexture;
  readonly planes: readonly Float32Array[];
  /** log(truth) - log(filling), planes [3][size, size] */
  readonly target: readonly Float32Array[];
  /** How much each texel counts: 1 - share on the outer skin [size, size]. */
  readonly missing: Float32Array;
}

/** A made-up skin that a few views have seen, filled by the albedo model. */
export function sampleChart(
  kit: ChartKit,
  skins: readonly Skin[],
  visibilities: readonly Visibility[],
  random: Random,
): TrainingChart {
  const map = visibilities[Math.floor(random.uniform() * visibilities.length)];
  return chartOf(kit, augmentSkin(skins, kit.regions, random), map, Math.floor(2 ** 31 * random.uniform()));
}

/** @param truth log colours, planes [3][size, size] @param noiseSeed of the network's noise */
export function chartOf(
  { head, regions, outer }: ChartKit,
  truth: readonly Float32Array[],
  visibility: Visibility,
  noiseSeed: number,
): TrainingChart {
  const { size } = regions;
  const weight = enlarge(visibility, size);
  const color = new Float32Array(3 * size * size);
  truth.forEach((plane, c) => {
    for (let i = 0; i < plane.length; i++) color[3 * i + c] = weight[i] === 0 ? 0 : Math.exp(plane[i]);
  });
  const prior = fitAlbedoModel(head, color, weight, size);
  const albedo = completeChart(color, weight, prior, size);
  const filled = { size, albedo, share: weight };
  return {
    filled,
    planes: completionPlanes(filled, noiseSeed),
    target: truth.map((plane, c) => plane.map((x, i) => x - Math.log(Math.max(DARKEST, albedo[3 * i + c])))),
    missing: weight.map((share, i) => (outer[i] === 1 ? 1 - share : 0)),
  };
}

/** Each texel of a map as often as it fits; seams are soft already. */
function enlarge(map: Visibility, size: number): Float32Array {
  const step = VISIBILITY_SIZE / size;
  return Float32Array.from(
    { length: size * size },
    (_, i) => map[Math.floor(Math.floor(i / size) * step) * VISIBILITY_SIZE + Math.floor((i % size) * step)],
  );
}
