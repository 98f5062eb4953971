import { DARKEST } from '../../render/texture/albedo-prior.ts';
import { pushPull } from '../../render/texture/push-pull.ts';

/** Largest log ratio by which a filled texel may leave the albedo model. */
const MAX_FILL = 1.2;

/**
 * Seen texels as they are; elsewhere the model times a smooth continuation of the ratio seen/model.
 * Works in the arrays it is given: at this size copies are what a fit's memory peaks at.
 * @param color [size, size, 3] becomes the logarithm of the ratio, times the weight
 * @param weight [size, size] becomes its square: how much of a texel is what views show
 * @param prior the albedo model's colours [size, size, 3]
 */
export function completeChart(
  color: Float32Array,
  weight: Float32Array,
  prior: Float32Array,
  size: number,
): Float32Array {
  for (let texel = 0; texel < weight.length; texel++) {
    weight[texel] *= weight[texel];
    for (let i = 3 * texel; i < 3 * texel + 3; i++)
      color[i] =
        weight[texel] === 0 ? 0 : weight[texel] * Math.log(Math.max(DARKEST, color[i]) / Math.max(DARKEST, prior[i]));
  }
  const out = pushPull(color, weight, size);
  for (let i = 0; i < out.length; i++) {
    const sure = weight[Math.floor(i / 3)] >= 1;
    const log = sure ? out[i] : Math.max(-MAX_FILL, Math.min(MAX_FILL, out[i]));
    out[i] = Math.min(1, prior[i] * Math.exp(log));
  }
  return out;
}
