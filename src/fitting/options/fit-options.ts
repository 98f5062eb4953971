import type { OptimizerName } from '../solvers/descend.ts';
import type { PresetName } from './presets.ts';

/** Where the first mesh comes from: DECA's encoder, the landmarks alone, or the mean head as it is. */
export const INIT_NAMES = ['deca', 'landmarks', 'template'] as const;
export type InitName = (typeof INIT_NAMES)[number];

export interface FitOptions {
  readonly preset: PresetName;
  readonly optimizer: OptimizerName;
  readonly seed: number;
  readonly init: InitName;
  /** Whether smooth residuals of the skin follow the model's fit. */
  readonly detail: boolean;
}

export const FIT_DEFAULTS: FitOptions = { preset: 'balanced', optimizer: 'adam', seed: 1, init: 'deca', detail: false };
