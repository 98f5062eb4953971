import { PATH } from '../../../api/options/shared-values.ts';
import { LIGHTINGS } from '../../../evaluation/synthetic/light/lighting.ts';
import { BACKGROUNDS } from '../../../evaluation/synthetic/scene/backgrounds.ts';
import { IRIS_CHOICES, PLAIN_EYES, PLAIN_PORTRAIT } from '../../../evaluation/synthetic/synthetic-choices.ts';
import { choice, SEED } from '../../../option-value.ts';
import { optional, required, toggle, withDefault } from '../option-entry.ts';
import { COUNT, DISTANCE, FOCAL_LENGTH, GAZE, IMAGE_SIZE, PER_CENT, SKIN_NUMBER, TILT, YAW } from '../option-values.ts';
import { FORCE, OUTPUT, QUIET } from '../shared-options.ts';
import type { CommandEntry } from './command-entry.ts';

/** Captures whose truth is known. */
export const SYNTH_COMMAND = {
  synth: {
    paths: [],
    description: 'make a capture with exact truth: cameras, mesh, landmarks, light, what each pixel shows',
    example: 'asm-fit synth -o capture --views 8 --seed 1',
    options: {
      output: required(OUTPUT.flags, PATH, 'where the capture goes'),
      views: withDefault('--views <n>', COUNT, 8, 'number of views'),
      size: withDefault('--size <pixels>', IMAGE_SIZE, 1024, 'width and height of the images'),
      seed: withDefault(
        '--seed <n>',
        SEED,
        1,
        'identity, expression, eyes, hair, clothes, light, cameras, background, noise',
      ),
      gaze: withDefault(
        '--gaze <degrees>',
        GAZE,
        PLAIN_EYES.gazeDegrees,
        'how far eyes look to the sides, six tenths of it up and down; 0 for ahead',
      ),
      irises: withDefault(
        '--irises <kind>',
        choice(IRIS_CHOICES),
        PLAIN_EYES.irises,
        'as they ship, or of a drawn colour and size',
      ),
      lashes: toggle('--lashes', 'lashes on the lids'),
      hair: toggle('--hair', 'one of six hairdos, by the seed'),
      beard: toggle('--beard', 'stubble, a beard or a moustache, by the seed'),
      clothes: toggle('--clothes', 'a shirt'),
      glasses: toggle('--glasses', 'spectacles without reflections'),
      headwear: toggle('--headwear', 'a knitted hat, a cap or a scarf, by the seed'),
      background: withDefault(
        '--background <kind>',
        choice(BACKGROUNDS),
        PLAIN_PORTRAIT.background,
        'blended colours, or a room with shelves and things, some as red as skin',
      ),
      lighting: withDefault(
        '--lighting <kind>',
        choice(LIGHTINGS),
        PLAIN_PORTRAIT.lighting,
        'soft; a hard sun with shadows; or a flash, which goes along with the camera: both shine on skin and eyes',
      ),
      skin: optional(
        '--skin <n>',
        SKIN_NUMBER,
        'tone from light, 1, to dark, 10, or with --skins the n-th skin from light to dark; drawn where it is left out',
      ),
      skins: optional('--skins <folder>', PATH, 'skins to choose from: npm run data:skins'),
      maxYaw: withDefault(
        '--max-yaw <degrees>',
        YAW,
        PLAIN_PORTRAIT.maxYaw,
        'how far the outermost views stand to the sides; 90 for profiles',
      ),
      pitchSpread: withDefault(
        '--pitch-spread <degrees>',
        TILT,
        PLAIN_PORTRAIT.pitchSpread,
        'how far views stand above or below the face, a standard deviation',
      ),
      rollSpread: withDefault(
        '--roll-spread <degrees>',
        TILT,
        PLAIN_PORTRAIT.rollSpread,
        'how far cameras are turned about their axis, a standard deviation',
      ),
      distance: withDefault(
        '--distance <percent>',
        DISTANCE,
        100 * PLAIN_PORTRAIT.distance,
        'how far away cameras are, per cent of where the head fills the picture: 300 for small faces',
      ),
      focal: optional(
        '--focal <percent>',
        FOCAL_LENGTH,
        "focal length, per cent of a picture's side, from as far away as fills the picture: 80 is a telephone held near, 800 a long lens; drawn in 170..220 where it is left out",
      ),
      focalSpread: withDefault(
        '--focal-spread <percent>',
        PER_CENT,
        0,
        'how far focal lengths of views differ from the one that is drawn',
      ),
      withLabels: toggle('--with-labels', 'name the true label images in capture.json, so that a fit obeys them'),
      force: FORCE,
      quiet: QUIET,
    },
  },
} as const satisfies Readonly<Record<string, CommandEntry>>;
