import type { AdaptiveSkinningModel } from '../../asm/adaptive-skinning-model.ts';
import { BONE_MIRROR, BONES } from '../../asm/bones.ts';
import { ASM_GROUPS, type AsmGroupName } from '../../asm/parameters.ts';
import { type FreezableName, frozenGroups } from '../../asm/variant.ts';

/** Prior standard deviation of each parameter about its rest value, by group; mm, rad, UV. */
const SIGMA: Readonly<Record<AsmGroupName, number>> = {
  translation: 4,
  rotation: 0.15,
  logScale: 0.15,
  binding: 0.03,
  mixtureMean: 0.03,
  mixtureLogPrecision: 0.3,
  mixtureShear: 0.3,
  mixtureLogit: 1,
};
/** Sub-bones (lids, lips, nostrils) move less than regions. */
const DETAIL_TRANSLATION = 2.5;
const REGION_TRANSLATION = 5.5;
/** Left-right differences are this much rarer than deviations from rest. */
const MIRROR_RATIO = 3;

/** Learning rate of each parameter, in its own unit a step. */
const LEARNING_RATE: Readonly<Record<AsmGroupName, number>> = {
  translation: 0.05,
  rotation: 0.01,
  logScale: 0.01,
  binding: 1.5e-3,
  mixtureMean: 1.5e-3,
  mixtureLogPrecision: 0.01,
  mixtureShear: 0.01,
  mixtureLogit: 0.03,
};

/** Per parameter: prior sigma, learning rate, mirror partner and its sign. Zero learning rate: frozen. */
export interface AsmParameterTable {
  readonly sigma: Float64Array;
  readonly learningRate: Float64Array;
  readonly partner: Uint32Array;
  /** mirrored deviation = sign * partner's deviation */
  readonly sign: Float64Array;
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

/** @param freeze parts that stay at rest */
export function asmParameterTable(
  model: AdaptiveSkinningModel,
  freeze: readonly FreezableName[] = [],
): AsmParameterTable {
  const { layout } = model;
  const frozen = frozenGroups(freeze);
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
        sigma[i] =
          name !== 'translation' ? SIGMA[name] : bone.level === 'detail' ? DETAIL_TRANSLATION : REGION_TRANSLATION;
        learningRate[i] = bone.level === 'frame' || frozen.has(name) ? 0 : LEARNING_RATE[name];
        partner[i] = start + BONE_MIRROR[j] * perBone + k;
        sign[i] = signs[k % signs.length];
      }
    });
  }
  return { sigma, learningRate, partner, sign };
}

/**
 * Gaussian prior about rest plus soft mirror symmetry, x: deviations from rest in units of sigma:
 *   L = factor sum x_i^2/2 + factor sum_pairs (3 (x_i - sign x_partner))^2/4
 * @param gradOut [P] accumulated into
 */
export function asmPrior(
  model: AdaptiveSkinningModel,
  table: AsmParameterTable,
  parameters: Float64Array,
  factor: number,
  gradOut: Float64Array,
): number {
  const { sigma, partner, sign, learningRate } = table;
  let loss = 0;
  for (let i = 0; i < parameters.length; i++) {
    if (learningRate[i] === 0) continue;
    const x = (parameters[i] - model.rest[i]) / sigma[i];
    const p = partner[i];
    const y = (parameters[p] - model.rest[p]) / sigma[p];
    const d = MIRROR_RATIO * (x - sign[i] * y);
    // Each unordered pair is met twice, from both sides, hence a quarter here.
    loss += (factor * (x * x)) / 2 + (factor * d * d) / 4;
    gradOut[i] += (factor * x) / sigma[i] + (factor * MIRROR_RATIO * d) / 2 / sigma[i];
    gradOut[p] -= (factor * MIRROR_RATIO * sign[i] * d) / 2 / sigma[p];
  }
  return loss;
}
