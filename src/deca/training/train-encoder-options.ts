export interface TrainEncoderOptions {
  readonly seed: number;
  readonly epochs: number;
  /** Crops of a step, in pairs of one person. */
  readonly batch: number;
  readonly hidden: number;
  readonly learningRate: number;
  readonly weightDecay: number;
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
  learningRate: 1e-3,
  weightDecay: 0.02,
  dropout: 0.05,
  heldOut: 2000,
};
