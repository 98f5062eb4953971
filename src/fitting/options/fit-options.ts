import { checkOptions, choice, type OptionValue, SEED, TOGGLE } from '../../option-value.ts';
import { OPTIMIZER_NAMES, type OptimizerName } from '../solvers/optimizer.ts';

export const PRESET_NAMES = ['fast', 'balanced', 'best'] as const;
export type PresetName = (typeof PRESET_NAMES)[number];
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

/** What each option takes, from code as on the command line. */
export const FIT_VALUES: { readonly [Name in keyof FitOptions]: OptionValue<FitOptions[Name]> } = {
  preset: choice(PRESET_NAMES),
  optimizer: choice(OPTIMIZER_NAMES),
  seed: SEED,
  init: choice(INIT_NAMES),
  detail: TOGGLE,
};

/** @throws {AsmFitError} usage: an option is unknown, missing, or not what {@link FIT_VALUES} takes */
export function checkFitOptions(options: FitOptions): void {
  checkOptions('fit options', FIT_VALUES, options);
}
