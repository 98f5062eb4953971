import {
  DEFAULT_HEAD,
  defaultThreads,
  HEAD,
  MILLIMETRES,
  PATH,
  THREADS,
  VIDEO_VIEW_COUNT,
  VIEW_INDICES,
} from '../../api/options/shared-values.ts';
import { VIDEO_VIEWS } from '../../capture/frames/choose-frames.ts';
import { FIT_DEFAULTS, FIT_VALUES } from '../../fitting/options/fit-options.ts';
import { HEAD_EXTRAS } from '../../head/cards/head-extras.ts';
import { SHAPE_SETS } from '../../head/face-shapes/shape-sets.ts';
import { type OptionEntry, optional, required, toggle, withDefault } from './option-entry.ts';

// Options that several commands take, and the groups in which they come.

export const OUTPUT = required('-o, --output <folder>', PATH, 'where the results go');

export const FORCE = toggle('--force', 'replace an output folder that asm-fit wrote');

export const JSON_ALONE = toggle('--json', 'print one JSON document on stdout and nothing else');

export const QUIET = toggle('--quiet', 'no progress on stderr');

export const HEAD_MODEL = withDefault(
  '--head <model>',
  HEAD,
  DEFAULT_HEAD,
  'head model: bundled, or ict:<folder> for your own ICT-FaceKit',
);

/** @param help what the threads do */
export function threads(help: string): OptionEntry<number, 'default'> {
  return {
    ...withDefault('--threads <n>', THREADS, defaultThreads(), help),
    defaultText: "the machine's cores, at most 8",
  };
}

export const THREAD_COUNT = threads('threads; the result is the same on any number');

/** Of commands that fill a folder. */
export const FOLDER = { threads: THREAD_COUNT, force: FORCE, json: JSON_ALONE, quiet: QUIET };

export const STRICT = toggle('--strict', "refuse pictures without a person's face, of which a warning is given else");

export const RECOGNITION: OptionEntry<boolean, 'default'> = {
  ...toggle(
    '--no-recognition',
    "do not compare the photographs' faces: the largest near the middle of each is the person's, and nobody is a stranger",
  ),
  default: FIT_DEFAULTS.recognition,
};

export const SEGMENTATION: OptionEntry<boolean, 'default'> = {
  ...toggle('--no-segmentation', 'do not tell skin, hair, clothes and background apart: every pixel counts'),
  default: FIT_DEFAULTS.segmentation,
};

/** How a capture is read. */
export const CAPTURE = {
  output: OUTPUT,
  views: optional(
    '--views <list>',
    VIEW_INDICES,
    'use only these views, or these frames of a film, counted from 0, such as 0,3,4',
  ),
  videoViews: withDefault(
    '--video-views <n>',
    VIDEO_VIEW_COUNT,
    VIDEO_VIEWS,
    'how many frames of a film are chosen as views; --views names frames instead',
  ),
  ignoreCameras: toggle('--ignore-cameras', 'solve the cameras even where capture.json gives them'),
  head: HEAD_MODEL,
  strict: STRICT,
  recognition: RECOGNITION,
  segmentation: SEGMENTATION,
};

/** How a scan is read. */
export const SCAN = {
  scanLandmarks: optional('--scan-landmarks <file>', PATH, 'JSON; a scan-landmarks.json beside the scan is found'),
  mmPerUnit: optional('--mm-per-unit <mm>', MILLIMETRES, "size of the scan's unit; else it is inferred and said"),
  canthi: optional('--canthi <mm>', MILLIMETRES, "take the scan's outer eye corners to be this far apart"),
};

export const RIG_INFLUENCES = withDefault(
  '--influences <n>',
  FIT_VALUES.influences,
  FIT_DEFAULTS.influences,
  'joints that a vertex of the rig keeps; 8 take two sets',
);

export const RIG_SHAPES = withDefault(
  '--shapes <list>',
  FIT_VALUES.shapes,
  FIT_DEFAULTS.shapes,
  `morph targets: any of ${SHAPE_SETS.join(', ')}`,
);

export const RIG_EXTRAS = withDefault(
  '--extras <list>',
  FIT_VALUES.extras,
  FIT_DEFAULTS.extras,
  `beside the head's parts in the GLB: any of ${HEAD_EXTRAS.join(', ')}, or none`,
);

/** How photographs are fitted. */
export const FITTING = {
  preset: withDefault('--preset <name>', FIT_VALUES.preset, FIT_DEFAULTS.preset, 'steps and samples of the fit'),
  optimizer: withDefault(
    '--optimizer <name>',
    FIT_VALUES.optimizer,
    FIT_DEFAULTS.optimizer,
    'optimiser of the ASM stage',
  ),
  seed: withDefault('--seed <n>', FIT_VALUES.seed, FIT_DEFAULTS.seed, 'seed of the surface samples'),
  ...FOLDER,
  threads: threads('threads of the fit; the result is the same on any number'),
};
