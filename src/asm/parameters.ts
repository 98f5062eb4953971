/**
 * The parameters of an adaptive skinning model in one flat array: B bones, K Gaussians a bone,
 * 11 + 6 K numbers a bone.
 */
export interface AsmLayout {
  readonly boneCount: number;
  readonly mixtureCount: number;
  readonly parameterCount: number;
  readonly groups: Readonly<Record<AsmGroupName, AsmGroup>>;
}

export interface AsmGroup {
  readonly start: number;
  /** Numbers a bone. */
  readonly perBone: number;
}

/** Groups of the skinning model's parameters: B bones, K Gaussians a bone. */
export type AsmGroupName =
  /** [B, 3] mm, beside the bind position */
  | 'translation'
  /** [B, 3] axis-angle, rad */
  | 'rotation'
  /** [B, 3] */
  | 'logScale'
  /** [B, 2] the bone's place in the skin UV */
  | 'binding'
  /** [B, K, 2] mean of each Gaussian relative to the bone's place, UV */
  | 'mixtureMean'
  /** [B, K, 2] log of the diagonal of the precision's Cholesky factor */
  | 'mixtureLogPrecision'
  /** [B, K] dimensionless shear of that factor */
  | 'mixtureShear'
  /** [B, K] softmax logits of the Gaussians of a bone */
  | 'mixtureLogit';

export const ASM_GROUPS: readonly AsmGroupName[] = [
  'translation',
  'rotation',
  'logScale',
  'binding',
  'mixtureMean',
  'mixtureLogPrecision',
  'mixtureShear',
  'mixtureLogit',
];

/** K of a fit. */
export const DEFAULT_MIXTURE_COUNT = 2;

export function asmLayout(boneCount: number, mixtureCount: number): AsmLayout {
  const perBone: Record<AsmGroupName, number> = {
    translation: 3,
    rotation: 3,
    logScale: 3,
    binding: 2,
    mixtureMean: 2 * mixtureCount,
    mixtureLogPrecision: 2 * mixtureCount,
    mixtureShear: mixtureCount,
    mixtureLogit: mixtureCount,
  };
  const groups = {} as Record<AsmGroupName, AsmGroup>;
  let start = 0;
  for (const name of ASM_GROUPS) {
    groups[name] = { start, perBone: perBone[name] };
    start += perBone[name] * boneCount;
  }
  return { boneCount, mixtureCount, parameterCount: start, groups };
}

/** A group's numbers as a view into the parameters [B * perBone]. */
export function groupOf(layout: AsmLayout, parameters: Float64Array, name: AsmGroupName): Float64Array {
  const { start, perBone } = layout.groups[name];
  return parameters.subarray(start, start + perBone * layout.boneCount);
}
