import type { OptimizerName } from '../stages/asm-problem.ts';
import type { PresetName } from './presets.ts';

export const INIT_NAMES = ['deca', 'landmarks', 'template'] as const;
export type InitName = (typeof INIT_NAMES)[number];

export interface FitOptions {
  readonly preset: PresetName;
  readonly optimizer: OptimizerName;
  readonly seed: number;
  /** Where the first mesh comes from: DECA's encoder, the landmarks alone, or the mean head as it is. */
  readonly init: InitName;
  /** Whether smooth residuals of the skin follow the model's fit. */
  readonly detail: boolean;
}

export const FIT_DEFAULTS: FitOptions = { preset: 'balanced', optimizer: 'adam', seed: 1, init: 'deca', detail: false };

export interface LossRecord {
  readonly stage: string;
  readonly step: number;
  readonly total: number;
  readonly landmark: number;
  readonly photometric: number;
  readonly prior: number;
}

export const NO_LOSS = { total: 0, landmark: 0, photometric: 0, prior: 0 };

/** Told as a fit goes on. */
export interface FitProgress {
  stage(name: string, stepCount: number): void;
  step(record: LossRecord): void;
}
