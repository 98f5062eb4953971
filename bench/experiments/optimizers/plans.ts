import { DEFAULT_AUGMENTATIONS } from '../../../src/deca/training/augmentation/augmentation-names.ts';
import { LOCAL_LANDMARKS } from '../../../src/deca/training/encoder-basis.ts';
import type { TrainingSetOptions } from '../../../src/deca/training/training-set.ts';
import type { EncoderPlan } from './encoder-experiment.ts';
import type { FitPlan } from './fit-experiment.ts';

/** How large the experiment is. */
export interface OptimizersPlan {
  readonly fit: FitPlan;
  readonly encoder: EncoderPlan;
  readonly set: Omit<TrainingSetOptions, 'folder'>;
  readonly localLandmarks: number;
}

const REGULARIZATION = [
  { name: 'l2', weight: 1e-4 },
  { name: 'code-prior', weight: 1e-3 },
] as const;
const SET = {
  seed: 1,
  augmentations: DEFAULT_AUGMENTATIONS,
  alignment: 'landmarks',
  skins: null,
  processes: 1,
} as const;

export const FULL_PLAN: OptimizersPlan = {
  fit: {
    views: [0, 1, 2],
    seeds: [1, 2, 3],
    factors: { adam: [0.125, 0.25, 0.5, 1], adamw: [0.125, 0.25, 0.5, 1], sgd: [0.25, 0.5, 1, 2] },
    gridSteps: 30,
    // Plain descent is given twice the steps too, to see what it needs.
    budgets: { adam: [60], adamw: [60], sgd: [60, 120] },
  },
  encoder: {
    seeds: [1, 2, 3],
    learningRates: {
      adam: [3e-4, 1e-3, 3e-3, 1e-2],
      adamw: [3e-4, 1e-3, 3e-3, 1e-2],
      sgd: [1e-6, 3e-6, 1e-5, 3e-5, 1e-4, 3e-4],
    },
    gridEpochs: 5,
    epochs: 10,
    regularization: REGULARIZATION,
    network: { batch: 32, hidden: 32, heldOut: 96 },
  },
  set: { ...SET, people: 200, cropsOfPerson: 2 },
  localLandmarks: LOCAL_LANDMARKS,
};

/** The demo alone and a network of a few crops: that all of it runs, no more. */
export const QUICK_PLAN: OptimizersPlan = {
  fit: {
    views: [0, 2],
    seeds: [1, 2],
    factors: { adam: [0.5, 1], adamw: [0.5, 1], sgd: [0.5, 1] },
    gridSteps: 5,
    budgets: { adam: [8], adamw: [8], sgd: [8, 12] },
  },
  encoder: {
    seeds: [1, 2],
    learningRates: { adam: [1e-3, 3e-3], adamw: [1e-3, 3e-3], sgd: [3e-6, 1e-5] },
    gridEpochs: 2,
    epochs: 3,
    regularization: REGULARIZATION,
    network: { batch: 8, hidden: 32, heldOut: 8 },
  },
  set: { ...SET, people: 16, cropsOfPerson: 2 },
  localLandmarks: 12,
};
