import type { AdaptiveSkinningModel } from './adaptive-skinning-model.ts';
import { type AsmGroupName, DEFAULT_MIXTURE_COUNT } from './parameters.ts';

/** Parts of the model that a fit may hold at rest, and the parameters that belong to each. */
const FREEZABLE = {
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

/** The model with some parts held: what an ablation compares. */
export interface AsmVariant {
  /** Gaussians a bone, K. */
  readonly mixtures: number;
  readonly freeze: readonly FreezableName[];
}

export const WHOLE_MODEL: AsmVariant = { mixtures: DEFAULT_MIXTURE_COUNT, freeze: [] };

/** The parts switched on in turn, then other numbers of Gaussians. */
export function ablationVariants(mixtures: number): AsmVariant[] {
  return [
    { mixtures, freeze: ['binding', 'weights'] },
    { mixtures, freeze: ['weights'] },
    { mixtures, freeze: ['binding'] },
    { mixtures, freeze: [] },
    ...[1, 2, 3, 5].filter((count) => count !== mixtures).map((count) => ({ mixtures: count, freeze: [] })),
  ];
}

const SWITCHED = { binding: 'binding', weights: 'GMM' } as const;

/** In words: `bones + binding + GMM, K = 2`. */
export function variantName({ mixtures, freeze }: AsmVariant): string {
  const parts = (Object.keys(SWITCHED) as (keyof typeof SWITCHED)[]).filter((name) => !freeze.includes(name));
  const held = FREEZABLE_NAMES.filter((name) => freeze.includes(name) && !(name in SWITCHED));
  const bones = held.length === 0 ? 'bones' : `bones without ${held.join(', ')}`;
  return `ASM: ${[bones, ...parts.map((name) => SWITCHED[name])].join(' + ')}, K = ${mixtures}`;
}
