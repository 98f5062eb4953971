import { FIT_DEFAULTS, FIT_VALUES } from '../../../fitting/options/fit-options.ts';
import { toggle, withDefault } from '../option-entry.ts';
import { CAPTURE, FITTING, RIG_EXTRAS, RIG_INFLUENCES, RIG_SHAPES } from '../shared-options.ts';
import type { CommandEntry } from './command-entry.ts';

/** Fits. */
export const FIT_COMMAND = {
  fit: {
    paths: ['<capture...>'],
    description:
      'fit a head to a folder of photographs (or a folder with capture.json, one photograph, or a film); of several, each into a folder of its name',
    example: 'asm-fit fit photos/ -o out',
    options: {
      ...CAPTURE,
      init: withDefault(
        '--init <method>',
        FIT_VALUES.init,
        FIT_DEFAULTS.init,
        'first mesh: from pixels (deca), from landmarks, or the mean head (template)',
      ),
      detail: toggle('--detail', 'residuals of the skin, which the bones cannot hold, as maps too; with `fast` at all'),
      keepExpression: toggle('--keep-expression', 'the rig rests as photographed, instead of as the neutral face'),
      textureSize: {
        ...withDefault(
          '--texture-size <texels>',
          FIT_VALUES.textureSize,
          FIT_DEFAULTS.textureSize,
          'side of the painted skin',
        ),
        defaultText: "the preset's",
      },
      complete: withDefault(
        '--complete <name>',
        FIT_VALUES.complete,
        FIT_DEFAULTS.complete,
        'what fills skin that no photograph shows: the albedo model, a network on top of it (gan), or nothing',
      ),
      hair: withDefault(
        '--hair <name>',
        FIT_VALUES.hair,
        FIT_DEFAULTS.hair,
        'hair that the photographs show: a shell around the skull by its outlines with cards of strands over it, the shell alone, or none',
      ),
      influences: RIG_INFLUENCES,
      shapes: RIG_SHAPES,
      extras: RIG_EXTRAS,
      open: toggle('--open', 'show the result in the browser when it is done, as asm-fit view does'),
      ...FITTING,
    },
  },
} as const satisfies Readonly<Record<string, CommandEntry>>;
