import {
  MIXTURE_WEIGHTS,
  MIXTURE_WEIGHTS_BACKWARD,
  NO_GAUSSIAN,
  paddedCount,
  TABLE_VECTORS,
} from '../kernels/jobs/skin/mixture-weights.ts';
import { indexCopy, type KernelMemory, type Kernels, type RealArray, realCopy } from '../kernels/kernel.ts';
import { type AsmLayout, groupOf } from './parameters.ts';
import { vertexRanges } from './vertex-ranges.ts';

/**
 * Skinning weights from Gaussian mixtures in the skin UV, exactly normalised, with a constant
 * background owned by one bone (equations: docs/model.md, section 1):
 *   d1 = e^a dx,  d2 = e^b (dy + c dx),  (dx, dy) = u_i - zeta_j - mu_jk
 *   log N = a + b - (d1^2 + d2^2)/2 - log 2 pi,   q_ijk = softmax_k(alpha_j) N
 *   rho_ij = sum_k q_ijk,  S_i = eps + sum_j rho_ij,  w_ij = (rho_ij + eps [j = background])/S_i
 */
export const BACKGROUND_DENSITY = 0.5;
const LOG_TWO_PI = Math.log(2 * Math.PI);

/** Which bones may reach which vertex, as sparse rows in kernel memory: V vertices, N pairs. */
export interface SkinningPairs {
  /** [V + 1] */
  readonly start: Uint32Array;
  /** [N] bone of each pair; the background bone is the first pair of every row. */
  readonly bones: Uint32Array;
}

/** Share of a vertex's densities below which a bone does not count for it. */
const MIN_SHARE = 3e-4;
/** Densities below exp(-45) = 3e-20 change no digit of a sum that is at least the background's. */
const NOTHING = -45;

/**
 * Lists for every vertex the background bone and all bones that have at least {@link MIN_SHARE} of its densities.
 * @param uv [V, 2]
 * @param hasMixture [B] 0 for bones that never claim skin
 * @param minShare 0 lists all bones
 */
export function skinningPairs(
  memory: KernelMemory,
  layout: AsmLayout,
  parameters: Float64Array,
  uv: ArrayLike<number>,
  hasMixture: Uint8Array,
  backgroundBone: number,
  minShare = MIN_SHARE,
): SkinningPairs {
  const K = layout.mixtureCount;
  const lanes = paddedCount(K);
  const table = mixtureTable(layout, parameters);
  const vertexCount = uv.length / 2;
  const start = new Uint32Array(vertexCount + 1);
  const bones: number[] = [];
  const densities = new Float64Array(layout.boneCount);
  for (let i = 0; i < vertexCount; i++) {
    let sum = BACKGROUND_DENSITY;
    for (let j = 0; j < layout.boneCount; j++) {
      densities[j] = 0;
      const first = TABLE_VECTORS * lanes * j;
      for (let g = first; g < first + K; g++) {
        const dx = uv[2 * i] - table[g];
        const d1 = table[g + 2 * lanes] * dx;
        const d2 = table[g + 3 * lanes] * (uv[2 * i + 1] - table[g + lanes] + table[g + 4 * lanes] * dx);
        const exponent = table[g + 5 * lanes] - (d1 * d1 + d2 * d2) / 2;
        if (exponent > NOTHING) densities[j] += Math.exp(exponent);
      }
      if (hasMixture[j] !== 0) sum += densities[j];
    }
    bones.push(backgroundBone);
    for (let j = 0; j < layout.boneCount; j++)
      if (hasMixture[j] !== 0 && j !== backgroundBone && densities[j] >= minShare * sum) bones.push(j);
    start[i + 1] = bones.length;
  }
  return { start: indexCopy(memory, start), bones: indexCopy(memory, bones) };
}

/** Weights of all pairs [N] and what the backward needs: the table, densities q [N, lanes] and sums S [V]. */
export interface MixtureWeights {
  readonly table: RealArray;
  readonly weights: RealArray;
  readonly densities: RealArray;
  readonly sums: RealArray;
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

/** What the kernels read of the parameters [B, 6, lanes]: centre x, centre y, e^a, e^b, c, a + b - log 2 pi + log pi_k. */
function mixtureTable(layout: AsmLayout, parameters: Float64Array): Float64Array {
  const K = layout.mixtureCount;
  const lanes = paddedCount(K);
  const zeta = groupOf(layout, parameters, 'binding');
  const mean = groupOf(layout, parameters, 'mixtureMean');
  const precision = groupOf(layout, parameters, 'mixtureLogPrecision');
  const shear = groupOf(layout, parameters, 'mixtureShear');
  const shares = mixtureShares(layout, parameters);
  const out = new Float64Array(layout.boneCount * TABLE_VECTORS * lanes);
  for (let j = 0; j < layout.boneCount; j++) {
    const first = TABLE_VECTORS * lanes * j;
    out.fill(NO_GAUSSIAN, first + 5 * lanes, first + 6 * lanes);
    for (let k = 0; k < K; k++) {
      const g = j * K + k;
      const values = [
        zeta[2 * j] + mean[2 * g],
        zeta[2 * j + 1] + mean[2 * g + 1],
        Math.exp(precision[2 * g]),
        Math.exp(precision[2 * g + 1]),
        shear[g],
        precision[2 * g] + precision[2 * g + 1] - LOG_TWO_PI + Math.log(shares[g]),
      ];
      values.forEach((value, vector) => {
        out[first + vector * lanes + k] = value;
      });
    }
  }
  return out;
}

/** @param uv [V, 2] in kernel memory @returns arrays in kernel memory */
export function mixtureWeights(
  kernels: Kernels,
  layout: AsmLayout,
  parameters: Float64Array,
  uv: RealArray,
  pairs: SkinningPairs,
): MixtureWeights {
  const { memory } = kernels;
  const lanes = paddedCount(layout.mixtureCount);
  const count = pairs.bones.length;
  const out = {
    table: realCopy(memory, mixtureTable(layout, parameters)),
    weights: memory.room(count),
    densities: memory.room(count * lanes),
    sums: memory.room(uv.length / 2),
  };
  const job = { uv, starts: pairs.start, bones: pairs.bones, lanes, background: BACKGROUND_DENSITY, ...out };
  kernels.run(
    MIXTURE_WEIGHTS,
    vertexRanges(uv.length / 2).map((range) => ({ ...job, ...range })),
  );
  return out;
}

/**
 * Backward of {@link mixtureWeights}: the kernels' gradient on centres, log precisions, shears and log shares
 * taken to the parameters; alpha_k += Q_k - pi_k sum_k' Q_k'.
 * @param gradWeights [N] in kernel memory
 * @param gradOut [P] accumulated into
 */
export function mixtureWeightsBackward(
  kernels: Kernels,
  layout: AsmLayout,
  parameters: Float64Array,
  uv: RealArray,
  pairs: SkinningPairs,
  forward: MixtureWeights,
  gradWeights: RealArray,
  gradOut: Float64Array,
): void {
  const K = layout.mixtureCount;
  const lanes = paddedCount(K);
  const job = { uv, starts: pairs.start, bones: pairs.bones, lanes, ...forward, gradWeights };
  const jobs = vertexRanges(uv.length / 2).map((range) => ({
    ...job,
    ...range,
    gradTable: kernels.memory.real(forward.table.length),
  }));
  kernels.run(MIXTURE_WEIGHTS_BACKWARD, jobs);
  const total = new Float64Array(forward.table.length);
  for (const { gradTable } of jobs) for (let i = 0; i < total.length; i++) total[i] += gradTable[i];
  const shares = mixtureShares(layout, parameters);
  const gradZeta = groupOf(layout, gradOut, 'binding');
  const gradMean = groupOf(layout, gradOut, 'mixtureMean');
  const gradPrecision = groupOf(layout, gradOut, 'mixtureLogPrecision');
  const gradShear = groupOf(layout, gradOut, 'mixtureShear');
  const gradLogit = groupOf(layout, gradOut, 'mixtureLogit');
  for (let j = 0; j < layout.boneCount; j++) {
    const first = TABLE_VECTORS * lanes * j;
    let sum = 0;
    for (let k = 0; k < K; k++) sum += total[first + 5 * lanes + k];
    for (let k = 0; k < K; k++) {
      const g = j * K + k;
      const at = first + k;
      gradMean[2 * g] += total[at];
      gradMean[2 * g + 1] += total[at + lanes];
      gradZeta[2 * j] += total[at];
      gradZeta[2 * j + 1] += total[at + lanes];
      gradPrecision[2 * g] += total[at + 2 * lanes];
      gradPrecision[2 * g + 1] += total[at + 3 * lanes];
      gradShear[g] += total[at + 4 * lanes];
      gradLogit[g] += total[at + 5 * lanes] - shares[g] * sum;
    }
  }
}
