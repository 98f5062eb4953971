export interface LossRecord {
  readonly stage: string;
  readonly step: number;
  readonly total: number;
  readonly landmark: number;
  readonly photometric: number;
  readonly prior: number;
}

export const NO_LOSS = { total: 0, landmark: 0, photometric: 0, prior: 0 };

/** Told as a fit goes on. What it throws ends the fit. */
export interface FitProgress {
  stage(name: string, stepCount: number): void;
  step(record: LossRecord): void;
}
