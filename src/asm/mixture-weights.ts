import { type AsmLayout, groupOf } from './parameters.ts';

/**
 * Skinning weights from Gaussian mixtures in the skin UV, exactly normalised, with a constant
 * background owned by one bone (equations: docs/model.md, section 1):
 *   d1 = e^a dx,  d2 = e^b (dy + c dx),  (dx, dy) = u_i - zeta_j - mu_jk
 *   log N = a + b - (d1^2 + d2^2)/2 - log 2 pi,   q_ijk = softmax_k(alpha_j) N
 *   rho_ij = sum_k q_ijk,  S_i = eps + sum_j rho_ij,  w_ij = (rho_ij + eps [j = background])/S_i
 */
export const BACKGROUND_DENSITY = 0.5;
const LOG_TWO_PI = Math.log(2 * Math.PI);

/** Which bones may reach which vertex, as sparse rows: V vertices, N pairs. */
export interface SkinningPairs {
  /** [V + 1] */
  readonly start: Uint32Array;
  /** [N] bone of each pair; the background bone is the first pair of every row. */
  readonly bones: Uint32Array;
}

/** Mahalanobis distance beyond which a Gaussian counts as zero for a vertex. */
const CUTOFF = 4.5;

/**
 * Lists for every vertex the background bone and all bones with a Gaussian within {@link CUTOFF}.
 * @param uv [V, 2]
 * @param hasMixture [B] 0 for bones that never claim skin
 */
export function skinningPairs(
  layout: AsmLayout,
  parameters: Float64Array,
  uv: ArrayLike<number>,
  hasMixture: Uint8Array,
  backgroundBone: number,
  cutoff = CUTOFF,
): SkinningPairs {
  const K = layout.mixtureCount;
  const zeta = groupOf(layout, parameters, 'binding');
  const mean = groupOf(layout, parameters, 'mixtureMean');
  const precision = groupOf(layout, parameters, 'mixtureLogPrecision');
  const shear = groupOf(layout, parameters, 'mixtureShear');
  const vertexCount = uv.length / 2;
  const start = new Uint32Array(vertexCount + 1);
  const bones: number[] = [];
  for (let i = 0; i < vertexCount; i++) {
    bones.push(backgroundBone);
    for (let j = 0; j < layout.boneCount; j++) {
      if (hasMixture[j] === 0 || j === backgroundBone) continue;
      for (let k = 0; k < K; k++) {
        const g = j * K + k;
        const dx = uv[2 * i] - zeta[2 * j] - mean[2 * g];
        const dy = uv[2 * i + 1] - zeta[2 * j + 1] - mean[2 * g + 1];
        const d1 = Math.exp(precision[2 * g]) * dx;
        const d2 = Math.exp(precision[2 * g + 1]) * (dy + shear[g] * dx);
        if (d1 * d1 + d2 * d2 > cutoff * cutoff) continue;
        bones.push(j);
        break;
      }
    }
    start[i + 1] = bones.length;
  }
  return { start, bones: Uint32Array.from(bones) };
}

/** Weights of all pairs [N] and what the backward needs: densities q [N, K] and sums S [V]. */
export interface MixtureWeights {
  readonly weights: Float64Array;
  readonly densities: Float64Array;
  readonly sums: Float64Array;
}

/** Mixture shares pi_jk = softmax_k(alpha_jk). @returns [B, K] */
function mixtureShares(layout: AsmLayout, parameters: Float64Array): Float64Array {
  const K = layout.mixtureCount;
  const logits = groupOf(layout, parameters, 'mixtureLogit');
  const out = new Float64Array(logits.length);
  for (let j = 0; j < layout.boneCount; j++) {
    let peak = Number.NEGATIVE_INFINITY;
    for (let k = 0; k < K; k++) peak = Math.max(peak, logits[j * K + k]);
    let sum = 0;
    for (let k = 0; k < K; k++) sum += Math.exp(logits[j * K + k] - peak);
    for (let k = 0; k < K; k++) out[j * K + k] = Math.exp(logits[j * K + k] - peak) / sum;
  }
  return out;
}

export function mixtureWeights(
  layout: AsmLayout,
  parameters: Float64Array,
  uv: ArrayLike<number>,
  pairs: SkinningPairs,
): MixtureWeights {
  const K = layout.mixtureCount;
  const zeta = groupOf(layout, parameters, 'binding');
  const mean = groupOf(layout, parameters, 'mixtureMean');
  const precision = groupOf(layout, parameters, 'mixtureLogPrecision');
  const shear = groupOf(layout, parameters, 'mixtureShear');
  const shares = mixtureShares(layout, parameters);
  const scale = precision.map(Math.exp);
  const weights = new Float64Array(pairs.bones.length);
  const densities = new Float64Array(pairs.bones.length * K);
  const sums = new Float64Array(uv.length / 2);
  for (let i = 0; i < sums.length; i++) {
    const first = pairs.start[i];
    let total = BACKGROUND_DENSITY;
    for (let n = first + 1; n < pairs.start[i + 1]; n++) {
      const j = pairs.bones[n];
      let rho = 0;
      for (let k = 0; k < K; k++) {
        const g = j * K + k;
        const dx = uv[2 * i] - zeta[2 * j] - mean[2 * g];
        const dy = uv[2 * i + 1] - zeta[2 * j + 1] - mean[2 * g + 1];
        const d1 = scale[2 * g] * dx;
        const d2 = scale[2 * g + 1] * (dy + shear[g] * dx);
        const logN = precision[2 * g] + precision[2 * g + 1] - (d1 * d1 + d2 * d2) / 2 - LOG_TWO_PI;
        const q = shares[g] * Math.exp(logN);
        densities[n * K + k] = q;
        rho += q;
      }
      weights[n] = rho;
      total += rho;
    }
    weights[first] = BACKGROUND_DENSITY;
    sums[i] = total;
    for (let n = first; n < pairs.start[i + 1]; n++) weights[n] /= total;
  }
  return { weights, densities, sums };
}

/**
 * Backward: with G = dL/dw, Q_ijk = q_ijk (G_ij - sum_j w_ij G_ij)/S_i is dL/d log q, then
 *   a += Q (1 - d1^2), b += Q (1 - d2^2), c -= Q d2 e^b dx,
 *   mu, zeta += Q (e^a d1 + c e^b d2, e^b d2), alpha_k += Q_k - pi_k sum_k' Q_k'.
 * @param gradWeights [N]
 * @param gradOut [P] accumulated into
 */
export function mixtureWeightsBackward(
  layout: AsmLayout,
  parameters: Float64Array,
  uv: ArrayLike<number>,
  pairs: SkinningPairs,
  forward: MixtureWeights,
  gradWeights: Float64Array,
  gradOut: Float64Array,
): void {
  const K = layout.mixtureCount;
  const zeta = groupOf(layout, parameters, 'binding');
  const mean = groupOf(layout, parameters, 'mixtureMean');
  const precision = groupOf(layout, parameters, 'mixtureLogPrecision');
  const shear = groupOf(layout, parameters, 'mixtureShear');
  const shares = mixtureShares(layout, parameters);
  const scale = precision.map(Math.exp);
  const gradZeta = groupOf(layout, gradOut, 'binding');
  const gradMean = groupOf(layout, gradOut, 'mixtureMean');
  const gradPrecision = groupOf(layout, gradOut, 'mixtureLogPrecision');
  const gradShear = groupOf(layout, gradOut, 'mixtureShear');
  const gradLogit = groupOf(layout, gradOut, 'mixtureLogit');
  const shareGradient = new Float64Array(shares.length);
  for (let i = 0; i < forward.sums.length; i++) {
    const first = pairs.start[i];
    const end = pairs.start[i + 1];
    let mix = 0;
    for (let n = first; n < end; n++) mix += forward.weights[n] * gradWeights[n];
    for (let n = first + 1; n < end; n++) {
      const j = pairs.bones[n];
      const slope = (gradWeights[n] - mix) / forward.sums[i];
      for (let k = 0; k < K; k++) {
        const g = j * K + k;
        const Q = forward.densities[n * K + k] * slope;
        if (Q === 0) continue;
        const dx = uv[2 * i] - zeta[2 * j] - mean[2 * g];
        const dy = uv[2 * i + 1] - zeta[2 * j + 1] - mean[2 * g + 1];
        const d1 = scale[2 * g] * dx;
        const d2 = scale[2 * g + 1] * (dy + shear[g] * dx);
        shareGradient[g] += Q;
        gradPrecision[2 * g] += Q * (1 - d1 * d1);
        gradPrecision[2 * g + 1] += Q * (1 - d2 * d2);
        gradShear[g] -= Q * d2 * scale[2 * g + 1] * dx;
        const gx = Q * (scale[2 * g] * d1 + shear[g] * scale[2 * g + 1] * d2);
        const gy = Q * scale[2 * g + 1] * d2;
        gradMean[2 * g] += gx;
        gradMean[2 * g + 1] += gy;
        gradZeta[2 * j] += gx;
        gradZeta[2 * j + 1] += gy;
      }
    }
  }
  for (let j = 0; j < layout.boneCount; j++) {
    let sum = 0;
    for (let k = 0; k < K; k++) sum += shareGradient[j * K + k];
    for (let k = 0; k < K; k++) gradLogit[j * K + k] += shareGradient[j * K + k] - shares[j * K + k] * sum;
  }
}
