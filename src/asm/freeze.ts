import type { AdaptiveSkinningModel } from './adaptive-skinning-model.ts';
import type { AsmGroupName } from './parameters.ts';

/** Parts of the model that a fit may hold at rest, and the parameters that belong to each. */
export const FREEZABLE = {
  translation: ['translation'],
  rotation: ['rotation'],
  scale: ['logScale'],
  binding: ['binding'],
  weights: ['mixtureMean', 'mixtureLogPrecision', 'mixtureShear', 'mixtureLogit'],
} as const satisfies Record<string, readonly AsmGroupName[]>;
export type FreezableName = keyof typeof FREEZABLE;
export const FREEZABLE_NAMES = Object.keys(FREEZABLE) as FreezableName[];

/** The parameter groups that are held. */
export function frozenGroups(freeze: readonly FreezableName[]): ReadonlySet<AsmGroupName> {
  return new Set(freeze.flatMap((name): readonly AsmGroupName[] => FREEZABLE[name]));
}

/** How many numbers of the model are left to move, counted over all 84 bones as [ASM23] counts them. */
export function freeParameterCount({ layout }: AdaptiveSkinningModel, freeze: readonly FreezableName[]): number {
  const frozen = frozenGroups(freeze);
  let count = 0;
  for (const [name, { perBone }] of Object.entries(layout.groups))
    if (!frozen.has(name as AsmGroupName)) count += perBone * layout.boneCount;
  return count;
}
