import { type AsmLayout, groupOf } from './parameters.ts';

/** Rest width of a bone's Gaussians: the UV distance to its third nearest neighbour, within these bounds. */
const MIN_SIGMA_UV = 0.02;
const MAX_SIGMA_UV = 0.16;
/** The components of a bone start this many sigmas above and below it, which keeps mirror symmetry. */
const SPREAD = 0.4;

/**
 * Rest values: transforms neutral, bones on their anchors, mixtures as wide as their neighbourhood -
 * a rig whose weights an artist would accept before any fit.
 * @param anchorUv [B, 2]
 * @param hasMixture [B]
 */
export function restParameters(layout: AsmLayout, anchorUv: Float64Array, hasMixture: Uint8Array): Float64Array {
  const out = new Float64Array(layout.parameterCount);
  const K = layout.mixtureCount;
  groupOf(layout, out, 'binding').set(anchorUv);
  const mean = groupOf(layout, out, 'mixtureMean');
  const precision = groupOf(layout, out, 'mixtureLogPrecision');
  for (let j = 0; j < layout.boneCount; j++) {
    const distances: number[] = [];
    for (let i = 0; i < layout.boneCount; i++)
      if (i !== j && hasMixture[i])
        distances.push(Math.hypot(anchorUv[2 * i] - anchorUv[2 * j], anchorUv[2 * i + 1] - anchorUv[2 * j + 1]));
    distances.sort((a, b) => a - b);
    const sigma = Math.min(MAX_SIGMA_UV, Math.max(MIN_SIGMA_UV, distances[2]));
    for (let k = 0; k < K; k++) {
      mean[2 * (j * K + k) + 1] = K === 1 ? 0 : SPREAD * sigma * (1 - (2 * k) / (K - 1));
      precision[2 * (j * K + k)] = -Math.log(sigma);
      precision[2 * (j * K + k) + 1] = -Math.log(sigma);
    }
  }
  return out;
}
