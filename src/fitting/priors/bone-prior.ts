import type { AdaptiveSkinningModel } from '../../asm/adaptive-skinning-model.ts';
import { BONE_MIRROR, BONES } from '../../asm/bones.ts';
import { ASM_GROUPS, type AsmGroupName } from '../../asm/parameters.ts';

/** What each of the model's parameters does on its own, by group. */
export interface BonePrior {
  /** Standard deviation of each parameter about its rest value; mm, rad, UV. */
  readonly sigma: Readonly<Record<AsmGroupName, number>>;
  /** The same of translations: of sub-bones (lids, lips, nostrils), which move less than regions. mm */
  readonly detailTranslation: number;
  /** Left-right differences are this much rarer than deviations from rest. */
  readonly mirrorRatio: number;
}

/** Learning rate of each parameter, in its own unit a step, by group; 0 holds it. */
export type BoneRates = Readonly<Record<AsmGroupName, number>>;

/** Per parameter: prior sigma, learning rate, mirror partner and its sign. Zero learning rate: frozen. */
export interface BoneParameterTable {
  readonly sigma: Float64Array;
  readonly learningRate: Float64Array;
  readonly partner: Uint32Array;
  /** mirrored deviation = sign * partner's deviation */
  readonly sign: Float64Array;
  readonly mirrorRatio: number;
}

/** Signs of each group's numbers under reflection in x = 0 (u -> 1 - u). */
const MIRROR_SIGNS: Readonly<Record<AsmGroupName, readonly number[]>> = {
  translation: [-1, 1, 1],
  rotation: [1, -1, -1],
  logScale: [1, 1, 1],
  binding: [-1, 1],
  mixtureMean: [-1, 1],
  mixtureLogPrecision: [1, 1],
  mixtureShear: [-1],
  mixtureLogit: [1],
};

/** @param rates zeros hold a group */
export function boneParameterTable(
  { layout }: AdaptiveSkinningModel,
  prior: BonePrior,
  rates: BoneRates,
): BoneParameterTable {
  const sigma = new Float64Array(layout.parameterCount);
  const learningRate = new Float64Array(layout.parameterCount);
  const partner = new Uint32Array(layout.parameterCount);
  const sign = new Float64Array(layout.parameterCount);
  for (const name of ASM_GROUPS) {
    const { start, perBone } = layout.groups[name];
    const signs = MIRROR_SIGNS[name];
    BONES.forEach((bone, j) => {
      for (let k = 0; k < perBone; k++) {
        const i = start + j * perBone + k;
        sigma[i] = name === 'translation' && bone.level === 'detail' ? prior.detailTranslation : prior.sigma[name];
        learningRate[i] = bone.level === 'frame' ? 0 : rates[name];
        partner[i] = start + BONE_MIRROR[j] * perBone + k;
        sign[i] = signs[k % signs.length];
      }
    });
  }
  return { sigma, learningRate, partner, sign, mirrorRatio: prior.mirrorRatio };
}

export interface BonePriorTerm {
  readonly table: BoneParameterTable;
  readonly factor: number;
}

/** Parameters of the model, and what they are at rest [P]. */
export interface MovedBones {
  readonly rest: Float64Array;
  readonly parameters: Float64Array;
}

/**
 * Gaussian prior about rest plus soft mirror symmetry, x: deviations from rest in units of sigma:
 *   L = factor sum x_i^2/2 + factor sum_pairs (m (x_i - sign x_partner))^2/4
 * @param gradOut [P] accumulated into
 */
export function bonePriorLoss(
  { table, factor }: BonePriorTerm,
  { rest, parameters }: MovedBones,
  gradOut: Float64Array,
): number {
  const { sigma, partner, sign, learningRate, mirrorRatio } = table;
  let loss = 0;
  for (let i = 0; i < parameters.length; i++) {
    if (learningRate[i] === 0) continue;
    const x = (parameters[i] - rest[i]) / sigma[i];
    const p = partner[i];
    const y = (parameters[p] - rest[p]) / sigma[p];
    const d = mirrorRatio * (x - sign[i] * y);
    // Each unordered pair is met twice, from both sides, hence a quarter here.
    loss += (factor * (x * x)) / 2 + (factor * d * d) / 4;
    gradOut[i] += (factor * x) / sigma[i] + (factor * mirrorRatio * d) / 2 / sigma[i];
    gradOut[p] -= (factor * mirrorRatio * sign[i] * d) / 2 / sigma[p];
  }
  return loss;
}
