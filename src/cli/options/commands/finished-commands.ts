import { PATH } from '../../../api/options/shared-values.ts';
import {
  COMPRESSIONS,
  EXPORT_DEFAULTS,
  PICTURE_CODECS,
  TEXTURE_PLACES,
} from '../../../export/formats/export-choices.ts';
import { FORMAT_NAMES } from '../../../export/formats/export-formats.ts';
import { PRESET_NAMES } from '../../../export/formats/fbx/scene-preset.ts';
import { FRAMES } from '../../../export/formats/frame-names.ts';
import { HEAD_SIDE_NAMES } from '../../../export/pictures/head-sides.ts';
import { FIT_VALUES } from '../../../fitting/options/fit-options.ts';
import { HEAD_EXTRAS } from '../../../head/cards/head-extras.ts';
import { SHAPE_SETS } from '../../../head/face-shapes/shape-sets.ts';
import { choice } from '../../../option-value.ts';
import { optional, toggle, withDefault } from '../option-entry.ts';
import { FORMATS, LODS, PICTURE_SIZE, PORT, SIDES, SLIDER_CHANGES, TURN_FRAMES } from '../option-values.ts';
import { FOLDER, FORCE, JSON_ALONE, OUTPUT, QUIET } from '../shared-options.ts';
import type { CommandEntry } from './command-entry.ts';

/** What works on the folder of a finished fit. */
export const FINISHED_COMMANDS = {
  export: {
    paths: ['<fit>'],
    description: 'write formats from the folder of a finished fit, without fitting again',
    example: 'asm-fit export out --format glb,obj -o formats',
    options: {
      output: OUTPUT,
      format: withDefault(
        '--format <list>',
        FORMATS,
        ['glb'],
        `any of ${FORMAT_NAMES.join(', ')}; usd is both of its forms`,
      ),
      influences: optional('--influences <n>', FIT_VALUES.influences, "joints that a vertex keeps; else the fit's"),
      lods: optional(
        '--lods <list>',
        LODS,
        'coarser forms beside the whole one: per cent of its triangles, such as 50,25',
      ),
      shapes: optional('--shapes <list>', FIT_VALUES.shapes, `any of ${SHAPE_SETS.join(', ')}; else the fit's`),
      extras: optional(
        '--extras <list>',
        FIT_VALUES.extras,
        `any of ${HEAD_EXTRAS.join(', ')}, or none; else the fit's`,
      ),
      preset: withDefault(
        '--preset <name>',
        choice(PRESET_NAMES),
        EXPORT_DEFAULTS.preset,
        'axes and unit of FBX, as the program takes them',
      ),
      compress: withDefault(
        '--compress <codec>',
        choice(COMPRESSIONS),
        EXPORT_DEFAULTS.compress,
        "of the GLB's geometry; readers then need EXT_meshopt_compression",
      ),
      pictures: withDefault(
        '--pictures <codec>',
        choice(PICTURE_CODECS),
        EXPORT_DEFAULTS.pictures,
        'in the GLB: PNG and JPEG, or KTX2, for which readers need KHR_texture_basisu',
      ),
      textures: withDefault(
        '--textures <place>',
        choice(TEXTURE_PLACES),
        EXPORT_DEFAULTS.textures,
        'in the FBX, or beside it',
      ),
      frame: withDefault(
        '--frame <name>',
        choice(FRAMES),
        'head',
        'where the head is put: its own frame, that of the cameras that capture.json gave, or that of the scan of scan-fit',
      ),
      vrmMeta: optional(
        '--vrm-meta <file>',
        PATH,
        "JSON with fields of VRM's meta: name, authors, who may do what; else what VRM allows least",
      ),
      force: FORCE,
      json: JSON_ALONE,
      quiet: QUIET,
    },
  },
  edit: {
    paths: ['<fit>'],
    description: "set sliders of a finished fit's head: a new folder of the changed head, without fitting again",
    example: 'asm-fit edit out --set nose-width=+1 -o wider',
    options: {
      output: optional(OUTPUT.flags, PATH, `${OUTPUT.help}; must be given but with --list`),
      set: optional(
        '--set <changes>',
        SLIDER_CHANGES,
        'name=value sets a slider, name+=value and name-=value change it; several with commas between, or the option again',
      ),
      list: toggle('--list', 'print every slider, where it stands and what its ends show, and write nothing'),
      ...FOLDER,
    },
  },
  view: {
    paths: ['<result>'],
    description: 'show a finished result in the browser: turn it, pose it, lay it over its photographs',
    example: 'asm-fit view out --open',
    options: {
      port: withDefault('--port <n>', PORT, 0, 'where the page is served, on this machine alone; 0 for any free one'),
      open: toggle('--open', 'open the page in the browser'),
      save: optional('--save <file.html>', PATH, 'write the page as one file that opens from disk, and serve nothing'),
      force: toggle('--force', 'replace an existing page'),
      quiet: QUIET,
    },
  },
  render: {
    paths: ['<fit>'],
    description: "pictures of a finished fit's head: from its sides, or one turn of it as a film",
    example: 'asm-fit render out --turntable -o film',
    options: {
      output: OUTPUT,
      view: withDefault('--view <list>', SIDES, ['front'], `any of ${HEAD_SIDE_NAMES.join(', ')}: a picture of each`),
      turntable: toggle('--turntable', 'one turn of the head instead'),
      size: withDefault('--size <pixels>', PICTURE_SIZE, 512, 'width and height'),
      frames: withDefault('--frames <n>', TURN_FRAMES, 60, 'pictures of the turn, which takes 4 seconds'),
      format: optional(
        '--format <name>',
        choice(['png', 'webp', 'mp4']),
        'of the turn: webp unless told otherwise, png for a picture each, mp4 where ffmpeg is installed',
      ),
      ...FOLDER,
    },
  },
} as const satisfies Readonly<Record<string, CommandEntry>>;
