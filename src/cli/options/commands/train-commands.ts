import { PATH } from '../../../api/options/shared-values.ts';
import { IDENTITY_CROPS, IDENTITY_PEOPLE } from '../../../deca/training/identity/identity-options.ts';
import { CORRECTION_CROPS, CORRECTION_PEOPLE } from '../../../deca/training/landmarks/correction-options.ts';
import { TRAIN_ENCODER_DEFAULTS } from '../../../deca/training/train-encoder-options.ts';
import { choice, SEED } from '../../../option-value.ts';
import { TEXTURE_GAN_DEFAULTS } from '../../../texture-gan/training/gan-options.ts';
import { optional, required, toggle, withDefault } from '../option-entry.ts';
import { COUNT, PEOPLE } from '../option-values.ts';
import { FORCE, OUTPUT, QUIET, threads } from '../shared-options.ts';
import { AUGMENTING, TRAINING } from '../training-options.ts';
import type { CommandEntry } from './command-entry.ts';

/** Networks that ship. */
export const TRAIN_COMMANDS = {
  'train encoder': {
    paths: [],
    description: "render crops of sampled heads and train DECA's encoder on them",
    example: 'asm-fit train encoder -o encoder',
    options: {
      output: optional(OUTPUT.flags, PATH, 'where encoder.onnx goes; must be given but with --preview'),
      data: withDefault('--data <folder>', PATH, 'out/deca-crops', 'where rendered crops are kept, to go on from'),
      people: withDefault('--people <n>', PEOPLE, 10000, 'heads to render'),
      crops: withDefault('--crops <n>', COUNT, 4, 'pictures of each'),
      skins: optional('--skins <folder>', PATH, 'skins that people are painted with: npm run data:skins'),
      ...AUGMENTING,
      ...TRAINING,
      epochs: withDefault('--epochs <n>', COUNT, TRAIN_ENCODER_DEFAULTS.epochs, 'times that all pictures are seen'),
      seed: withDefault('--seed <n>', SEED, TRAIN_ENCODER_DEFAULTS.seed, 'of the heads, the pictures and the training'),
      threads: threads('processes that render'),
      force: FORCE,
      quiet: QUIET,
    },
  },
  'train identity': {
    paths: [],
    description: "render crops of sampled heads and learn their shapes from the encoder's and the recogniser's answers",
    example: 'asm-fit train identity --skins out/skins -o identity',
    options: {
      output: required(OUTPUT.flags, PATH, 'where identity.onnx goes'),
      data: withDefault('--data <folder>', PATH, 'out/deca-crops', 'where rendered crops are kept, to go on from'),
      people: withDefault('--people <n>', PEOPLE, IDENTITY_PEOPLE, 'heads to render'),
      crops: withDefault('--crops <n>', COUNT, IDENTITY_CROPS, 'pictures of each'),
      skins: optional('--skins <folder>', PATH, 'skins that people are painted with: npm run data:skins'),
      augment: AUGMENTING.augment,
      seed: withDefault('--seed <n>', SEED, TRAIN_ENCODER_DEFAULTS.seed, 'of the heads and the pictures'),
      threads: threads('processes that render'),
      force: FORCE,
      quiet: QUIET,
    },
  },
  'train landmarks': {
    paths: [],
    description: "render crops of sampled heads and learn what moves the detector's landmarks to their places",
    example: 'asm-fit train landmarks --skins out/skins -o correction',
    options: {
      output: required(OUTPUT.flags, PATH, 'where landmark-correction.onnx goes'),
      data: withDefault('--data <folder>', PATH, 'out/deca-crops', 'where rendered crops are kept, to go on from'),
      people: withDefault('--people <n>', PEOPLE, CORRECTION_PEOPLE, 'heads to render'),
      crops: withDefault('--crops <n>', COUNT, CORRECTION_CROPS, 'pictures of each'),
      skins: optional('--skins <folder>', PATH, 'skins that people are painted with: npm run data:skins'),
      augment: AUGMENTING.augment,
      backend: TRAINING.backend,
      seed: withDefault('--seed <n>', SEED, TRAIN_ENCODER_DEFAULTS.seed, 'of the heads and the pictures'),
      threads: threads('processes that render'),
      force: FORCE,
      quiet: QUIET,
    },
  },
  'train texture-gan': {
    paths: [],
    description: 'train the network that completes skin which no photograph saw',
    example: 'asm-fit train texture-gan --skins out/skins -o completion',
    options: {
      output: required(OUTPUT.flags, PATH, 'where completion.onnx goes'),
      skins: withDefault('--skins <folder>', PATH, 'out/skins', 'skins to learn from: npm run data:skins'),
      checkpoint: withDefault('--checkpoint <file>', PATH, 'out/texture-gan.checkpoint', 'where a broken run is kept'),
      checkpointSteps: TRAINING.checkpointSteps,
      resume: toggle('--resume', 'go on from the checkpoint, with the same options'),
      steps: withDefault(
        '--steps <n>',
        TRAINING.checkpointSteps.value,
        TEXTURE_GAN_DEFAULTS.steps,
        'steps of both networks',
      ),
      batch: withDefault('--batch <n>', TRAINING.batch.value, TEXTURE_GAN_DEFAULTS.batch, 'crops of a step'),
      warmUp: withDefault(
        '--warm-up <n>',
        TRAINING.checkpointSteps.value,
        TEXTURE_GAN_DEFAULTS.warmUp,
        'steps before the discriminator is listened to',
      ),
      charts: withDefault(
        '--charts <n>',
        COUNT,
        TEXTURE_GAN_DEFAULTS.charts,
        'painted textures whose crops are drawn from at a time',
      ),
      chartCrops: withDefault(
        '--chart-crops <n>',
        COUNT,
        TEXTURE_GAN_DEFAULTS.cropsOfChart,
        'crops that are drawn before one of them goes and another comes',
      ),
      learningRate: {
        ...TRAINING.learningRate,
        defaultText: String(TEXTURE_GAN_DEFAULTS.learningRate),
      },
      backend: TRAINING.backend,
      loss: withDefault('--loss <name>', choice(['gan', 'reconstruction']), 'gan', 'with a discriminator, or without'),
      seed: withDefault('--seed <n>', SEED, TEXTURE_GAN_DEFAULTS.seed, 'of the skins, the masks and the training'),
      threads: threads('threads that look what views see, and paint textures'),
      force: FORCE,
      quiet: QUIET,
    },
  },
} as const satisfies Readonly<Record<string, CommandEntry>>;
