import {
  type Alignment,
  AUGMENTATION_NAMES,
  type AugmentationName,
} from '../../../src/deca/training/augmentation/augmentation-names.ts';
import { LOCAL_LANDMARKS } from '../../../src/deca/training/encoder-basis.ts';
import { TRAIN_ENCODER_DEFAULTS, type TrainEncoderOptions } from '../../../src/deca/training/train-encoder-options.ts';

/** What is done to the crops of a training set. */
export interface Treatment {
  readonly name: string;
  readonly augmentations: readonly AugmentationName[];
  readonly alignment: Alignment;
}

export const TREATMENTS: readonly Treatment[] = [
  { name: 'none', augmentations: [], alignment: 'landmarks' },
  { name: 'alignment off', augmentations: [], alignment: 'none' },
  { name: 'gridmask', augmentations: ['gridmask'], alignment: 'landmarks' },
  { name: 'cutout', augmentations: ['cutout'], alignment: 'landmarks' },
  {
    name: 'all',
    // The fixed grid is a special case of gridmask.
    augmentations: AUGMENTATION_NAMES.filter((name) => name !== 'fixedgrid'),
    alignment: 'landmarks',
  },
];

/** How large the experiment is: one budget for all treatments. */
export interface AugmentationPlan {
  /** Of the training, beside the seed of what is rendered. */
  readonly seeds: readonly number[];
  readonly people: number;
  readonly cropsOfPerson: number;
  readonly testPeople: number;
  readonly options: TrainEncoderOptions;
  readonly localLandmarks: number;
}

export const FULL_PLAN: AugmentationPlan = {
  seeds: [1, 2, 3],
  people: 50,
  cropsOfPerson: 2,
  testPeople: 16,
  options: { ...TRAIN_ENCODER_DEFAULTS, hidden: 32, batch: 16, epochs: 16, heldOut: 16 },
  localLandmarks: LOCAL_LANDMARKS,
};

/** That all of it runs, no more. */
export const QUICK_PLAN: AugmentationPlan = {
  seeds: [1, 2],
  people: 8,
  cropsOfPerson: 2,
  testPeople: 2,
  options: { ...TRAIN_ENCODER_DEFAULTS, hidden: 32, batch: 4, epochs: 2, heldOut: 4 },
  localLandmarks: 12,
};
