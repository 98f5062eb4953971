import { PATH } from '../../../api/options/shared-values.ts';
import { FRAME_RATES } from '../../../deca/animation-timeline.ts';
import { numberChoice } from '../../../option-value.ts';
import { optional, required, toggle, withDefault } from '../option-entry.ts';
import { STEP } from '../option-values.ts';
import { FOLDER, OUTPUT, RIG_EXTRAS, RIG_SHAPES, STRICT } from '../shared-options.ts';
import type { CommandEntry } from './command-entry.ts';

/** What DECA's network does by itself. */
export const FACE_COMMANDS = {
  reconstruct: {
    paths: ['<image...>'],
    description: 'DECA alone: a face from every picture, folder of pictures, animation or video',
    example: 'asm-fit reconstruct photo.jpg -o face',
    options: {
      output: OUTPUT,
      onePerson: toggle('--one-person', 'all pictures show one person: one identity for all'),
      shapes: RIG_SHAPES,
      extras: RIG_EXTRAS,
      sampleStep: withDefault('--sample-step <n>', STEP, 10, 'of animations and videos, take every n-th frame'),
      weights: optional('--weights <folder>', PATH, 'your own DECA, as asm-fit import deca wrote it; with --flame'),
      flame: optional('--flame <file>', PATH, 'your own FLAME, generic_model.pkl; with --weights'),
      strict: STRICT,
      ...FOLDER,
    },
  },
  transfer: {
    paths: ['<image>'],
    description: "another face's expression on the head of this one",
    example: 'asm-fit transfer me.jpg --expression friend.jpg -o smile',
    options: {
      shapes: RIG_SHAPES,
      extras: RIG_EXTRAS,
      expression: required('--expression <image>', PATH, 'the face whose expression is taken'),
      output: OUTPUT,
      strict: STRICT,
      ...FOLDER,
    },
  },
  animate: {
    paths: ['<image>'],
    description: 'a turning head, an opening jaw, and the expressions of other faces: GIF, WebP, animated GLB',
    example: 'asm-fit animate me.jpg --expressions faces/ -o film',
    options: {
      shapes: RIG_SHAPES,
      extras: RIG_EXTRAS,
      expressions: required('--expressions <folder>', PATH, 'pictures whose expressions are taken, one after another'),
      fps: withDefault(
        '--fps <n>',
        numberChoice(FRAME_RATES),
        FRAME_RATES[0],
        'frames a second: fewer make smaller files',
      ),
      output: OUTPUT,
      strict: STRICT,
      ...FOLDER,
    },
  },
} as const satisfies Readonly<Record<string, CommandEntry>>;
