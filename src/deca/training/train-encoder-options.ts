import type { OptimizerName } from '../../optimizers/optimizer.ts';
import type { ScheduleName } from '../../optimizers/schedules.ts';
import type { RegularizationTerm } from './losses/regularization-terms.ts';

export interface TrainEncoderOptions {
  readonly seed: number;
  readonly epochs: number;
  /** Crops of a step, in pairs of one person. */
  readonly batch: number;
  readonly hidden: number;
  readonly optimizer: OptimizerName;
  /** The highest of the schedule. */
  readonly learningRate: number;
  readonly schedule: ScheduleName;
  /** Longest gradient over all parameters; null: however long. */
  readonly maxNorm: number | null;
  /** Of AdamW. */
  readonly weightDecay: number;
  /** Of SGD. */
  readonly momentum: number;
  readonly regularization: readonly RegularizationTerm[];
  /** Share of the inputs and of the hidden units that a step does without. */
  readonly dropout: number;
  /** Rows at the end that are kept apart to watch the error. */
  readonly heldOut: number;
}

/** With which the encoder that ships was trained. */
export const TRAIN_ENCODER_DEFAULTS: TrainEncoderOptions = {
  seed: 1,
  epochs: 10,
  batch: 128,
  hidden: 512,
  optimizer: 'adamw',
  learningRate: 1e-3,
  schedule: 'cosine',
  maxNorm: null,
  weightDecay: 0.02,
  momentum: 0.9,
  regularization: [],
  dropout: 0.05,
  heldOut: 2000,
};

/** Learning rates that do where none is given: Adam's are steps of the parameters, SGD's factors of slopes. */
export const LEARNING_RATES: Readonly<Record<OptimizerName, number>> = {
  adam: TRAIN_ENCODER_DEFAULTS.learningRate,
  adamw: TRAIN_ENCODER_DEFAULTS.learningRate,
  sgd: 1e-5,
};
