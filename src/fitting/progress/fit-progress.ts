/** What a step of a fit came to. */
export interface LossRecord {
  /** Part of the fit, by its stage's name. */
  readonly stage: string;
  /** Within that part, counted from 0. */
  readonly step: number;
  /** The sum of all terms. */
  readonly total: number;
  /** Share of the landmarks; 0 where the stage has only a total. */
  readonly landmark: number;
  /** Share of the pixels. */
  readonly photometric: number;
  /** Share of what is expected of a head. */
  readonly prior: number;
}

/** Stages that compare nothing that a caller could follow. */
const WITHOUT_LOSS: readonly string[] = ['frames', 'landmarks', 'segmentation'];

/** Whether a step's loss says anything. */
export function hasLoss({ stage }: Pick<LossRecord, 'stage'>): boolean {
  return !WITHOUT_LOSS.includes(stage);
}

export const NO_LOSS = { total: 0, landmark: 0, photometric: 0, prior: 0 };

/** Told as a fit goes on. What it throws ends the fit. */
export interface FitProgress {
  stage(name: string, stepCount: number): void;
  step(record: LossRecord): void;
  /** Ends the fit with its reason: between two steps, and while faces are looked for at once. */
  readonly signal?: AbortSignal;
}
