import type { HeadModel } from '../../../head/head-model.ts';
import type { LinearImage } from '../../../image/image.ts';
import type { RealArray } from '../../../kernels/kernel.ts';
import type { RasteredSkin } from '../skin-texels.ts';
import type { SkinTexels } from '../texels.ts';
import { broadGains } from './broad-tones.ts';
import type { CastLight } from './cast-light.ts';
import { addFoldShade, type FoldShade } from './fold-shade.ts';
import { addGloss, type Gloss } from './gloss.ts';
import { sideGains } from './side-tones.ts';
import { hueGains } from './skin-hues.ts';
import { addGains, forEachGain } from './vertex-gains.ts';

/** What tells skin in a local light, in turn. */
const TELLERS = [sideGains, broadGains, hueGains];

/**
 * Takes local lights off skin, in place: what a view's light, the same all over the head, does not tell of.
 * @param sum colours without light times weights, and weights, of the texels [N, 4]
 * @returns logarithms of what colours were multiplied by [skin vertices, 3]; null where nothing was
 */
export function localGains(head: HeadModel, texels: SkinTexels, sum: RealArray): Float64Array | null {
  let all: Float64Array | null = null;
  for (const tell of TELLERS) {
    const gains = tell(head, texels, sum);
    if (gains === null) continue;
    addGains(head, texels, gains, sum);
    all = all === null ? gains : all.map((before, i) => before + gains[i]);
  }
  return all;
}

/** Light that a view shows on some of its skin, beside that which it shows on all. */
export interface LocalLight {
  /** What was taken off the skin, of {@link localGains}. */
  readonly gains: Float64Array | null;
  /** The view's lamp and shadows. */
  readonly cast: CastLight;
  /** The view's gloss. */
  readonly gloss: Gloss | null;
  /** The shades of its expression's folds. */
  readonly folds: FoldShade | null;
}

/** Of a view that shows all skin in the same light. */
export const NO_LOCAL_LIGHT: LocalLight = { gains: null, cast: null, gloss: null, folds: null };

/** A skin as one view shows it: in the local lights that were taken off it, in its lamp and shadows, and with its gloss and folds. */
export function inLocalLight(
  { head, covered }: RasteredSkin,
  albedo: LinearImage,
  { gains, cast, gloss, folds }: LocalLight,
): LinearImage {
  if (gains === null && cast === null && gloss === null && folds === null) return albedo;
  const data = albedo.data.slice();
  const logs = Float64Array.from(gains ?? cast ?? [], (_, i) => (cast?.[i] ?? 0) - (gains?.[i] ?? 0));
  if (logs.length > 0)
    forEachGain(head, covered, logs, (i, c, log) => {
      data[3 * covered.index[i] + c] *= Math.exp(log);
    });
  const texels = { size: albedo.width, index: covered.index };
  if (gloss !== null) addGloss(texels, gloss, data);
  if (folds !== null) addFoldShade(texels, folds, data);
  return { ...albedo, data };
}
