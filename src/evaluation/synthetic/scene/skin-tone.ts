import type { HeadModel } from '../../../head/head-model.ts';
import type { LinearImage } from '../../../image/image.ts';
import { albedoTexture } from '../../../render/mesh/head-mesh.ts';

/** Tones from light, 1, to dark. */
export const TONE_COUNT = 10;
/** The albedo model's first mode runs from dark to light: the skins that it was made of lie between these. */
const LIGHT = 1;
const DARK = -1.35;
/** The darkest tone of a texel is no less than this of the lightest. */
const LEAST = 0.06;

/**
 * A skin of one of ten tones, as the albedo model has it: geometric steps from its lightest to its darkest,
 *   log b_n = (1 - s) log b_light + s log b_dark, s = (n - 1)/9.
 * @param tone 1..{@link TONE_COUNT} @param others coefficients of the modes after the first, standard deviations
 */
export function skinOfTone(head: HeadModel, tone: number, others: readonly number[]): LinearImage {
  const light = albedoTexture(head, [LIGHT]);
  const dark = albedoTexture(head, [DARK]);
  const [mean, own] = [albedoTexture(head), albedoTexture(head, [0, ...others])];
  const share = (tone - 1) / (TONE_COUNT - 1);
  const data = light.data.map((from, i) => {
    const toned = from * Math.max(LEAST, dark.data[i] / from) ** share;
    // As factors: what is added to a light skin would colour a dark one.
    return Math.min(1, (toned * own.data[i]) / mean.data[i]);
  });
  return { ...light, data };
}
