import { PATH } from '../../api/options/shared-values.ts';
import {
  ALIGNMENTS,
  AUGMENTATION_NAMES,
  type AugmentationName,
  DEFAULT_AUGMENTATIONS,
} from '../../deca/training/augmentation/augmentation-names.ts';
import {
  REGULARIZATION_NAMES,
  REGULARIZATION_WEIGHTS,
  type RegularizationName,
  type RegularizationTerm,
} from '../../deca/training/losses/regularization-terms.ts';
import { LEARNING_RATES, TRAIN_ENCODER_DEFAULTS } from '../../deca/training/train-encoder-options.ts';
import { BACKEND_NAMES } from '../../deca/training/training-packages.ts';
import { OPTIMIZER_NAMES } from '../../optimizers/optimizer.ts';
import { SCHEDULE_NAMES } from '../../optimizers/schedules.ts';
import { choice, namesOrNone, type OptionValue, optionValue, wholeNumber, wordsOf } from '../../option-value.ts';
import { optional, toggle, withDefault } from './option-entry.ts';

// How a network is trained: options that every network's training takes.

const STEPS: OptionValue<number> = wholeNumber('a number of steps', 1, 1e6);
const BATCH: OptionValue<number> = {
  ...wholeNumber('a batch', 2, 4096),
  takes: 'an even number in 2..4096',
  fault: (value) =>
    typeof value === 'number' && value % 2 === 0 && value >= 2 && value <= 4096
      ? null
      : 'a batch is an even number in 2..4096',
};
const POSITIVE: OptionValue<number> = optionValue<number>({
  takes: 'a positive number',
  meaning: Number,
  fault: (value) => (typeof value === 'number' && value > 0 && value < 1e9 ? null : 'must be a positive number'),
});

/** `l2:1e-4,code-prior`: each once; a name without a weight has the usual one. */
export const REGULARIZATION: OptionValue<readonly RegularizationTerm[]> = optionValue<readonly RegularizationTerm[]>({
  takes: 'names of terms, with commas between, each with a weight behind a colon if wished',
  meaning: (text) =>
    text === ''
      ? []
      : wordsOf(text).map((word) => {
          const [name, weight, ...more] = word.split(':');
          const usual = REGULARIZATION_WEIGHTS[name as RegularizationName];
          return {
            name,
            weight: weight === undefined ? usual : more.length > 0 || weight === '' ? NaN : Number(weight),
          };
        }),
  fault: (value) => {
    const terms = value as readonly RegularizationTerm[];
    const wrong = terms.find(({ name }) => !REGULARIZATION_NAMES.includes(name));
    if (wrong !== undefined) return `terms are ${REGULARIZATION_NAMES.join(', ')}, not "${wrong.name}"`;
    const light = terms.find(({ weight }) => !(weight > 0 && weight < 1e9));
    if (light !== undefined) return `the weight of ${light.name} must be a positive number`;
    return new Set(terms.map(({ name }) => name)).size === terms.length ? null : 'each term is given once';
  },
});

const AUGMENTATIONS: OptionValue<readonly AugmentationName[]> = namesOrNone('augmentations', AUGMENTATION_NAMES);

const { optimizer, schedule, batch } = TRAIN_ENCODER_DEFAULTS;
const CHECKPOINT_STEPS = 100;

/** What is done to training pictures. */
export const AUGMENTING = {
  augment: withDefault(
    '--augment <list>',
    AUGMENTATIONS,
    DEFAULT_AUGMENTATIONS,
    `what is done to the pictures: any of ${AUGMENTATION_NAMES.join(', ')}`,
  ),
  alignment: withDefault(
    '--alignment <name>',
    choice(ALIGNMENTS),
    'landmarks',
    'crops level and of one size by their landmarks, or upright with the photograph',
  ),
  preview: optional('--preview <png>', PATH, 'draw pictures with each augmentation, and train nothing'),
};

export const TRAINING = {
  backend: withDefault(
    '--backend <name>',
    choice(BACKEND_NAMES),
    'auto',
    'what computes: a GPU by WebGPU, WebAssembly, or tfjs-node where it is installed',
  ),
  batch: withDefault('--batch <n>', BATCH, batch, 'pictures of a step'),
  optimizer: withDefault('--optimizer <name>', choice(OPTIMIZER_NAMES), optimizer, 'optimiser of the training'),
  learningRate: {
    ...optional('--learning-rate <rate>', POSITIVE, 'the highest of the schedule'),
    defaultText: OPTIMIZER_NAMES.map((name) => `${LEARNING_RATES[name]} (\`${name}\`)`).join(', '),
  },
  schedule: withDefault('--schedule <name>', choice(SCHEDULE_NAMES), schedule, 'how the learning rate falls'),
  clipNorm: optional('--clip-norm <norm>', POSITIVE, 'shorten gradients to this global norm'),
  regularization: {
    ...withDefault(
      '--regularization <list>',
      REGULARIZATION,
      [],
      `losses that hold the training back: any of ${REGULARIZATION_NAMES.join(', ')}`,
    ),
    defaultText: '',
  },
  checkpointSteps: withDefault(
    '--checkpoint-steps <n>',
    STEPS,
    CHECKPOINT_STEPS,
    'steps between checkpoints, which are kept in --data',
  ),
  resume: toggle('--resume', 'go on from the last checkpoint in --data, with the same options'),
};
