import { EVALUATE_MESH_DEFAULTS, EVALUATE_MESH_VALUES } from '../../api/options/evaluate-mesh-options.ts';
import { PATH } from '../../api/options/shared-values.ts';
import { FREEZABLE_NAMES, WHOLE_MODEL } from '../../asm/variant.ts';
import { FRAME_RATES } from '../../deca/animation-timeline.ts';
import { CORRECTION_CROPS, CORRECTION_PEOPLE } from '../../deca/training/landmarks/correction-options.ts';
import { TRAIN_ENCODER_DEFAULTS } from '../../deca/training/train-encoder-options.ts';
import { BACKGROUNDS } from '../../evaluation/synthetic/scene/backgrounds.ts';
import { IRIS_CHOICES, PLAIN_EYES, PLAIN_PORTRAIT } from '../../evaluation/synthetic/synthetic-choices.ts';
import { COMPRESSIONS, EXPORT_DEFAULTS, PICTURE_CODECS, TEXTURE_PLACES } from '../../export/formats/export-choices.ts';
import { FORMAT_NAMES } from '../../export/formats/export-formats.ts';
import { PRESET_NAMES } from '../../export/formats/fbx/scene-preset.ts';
import { FRAMES } from '../../export/formats/frame-names.ts';
import { HEAD_SIDE_NAMES } from '../../export/pictures/head-sides.ts';
import { FIT_DEFAULTS, FIT_VALUES } from '../../fitting/options/fit-options.ts';
import { HEAD_EXTRAS } from '../../head/cards/head-extras.ts';
import { SHAPE_SETS } from '../../head/face-shapes/shape-sets.ts';
import { choice, numberChoice, SEED } from '../../option-value.ts';
import { TEXTURE_GAN_DEFAULTS } from '../../texture-gan/training/gan-options.ts';
import { type FlagsOf, type OptionEntries, optional, required, toggle, withDefault } from './option-entry.ts';
import {
  COUNT,
  FORMATS,
  FREEZE,
  GAZE,
  IMAGE_SIZE,
  LODS,
  MIXTURES,
  PEOPLE,
  PER_CENT,
  PICTURE_SIZE,
  PORT,
  SIDES,
  SKIN_NUMBER,
  SLIDER_CHANGES,
  STEP,
  TURN_FRAMES,
  VIEW_INDEX,
  YAW,
} from './option-values.ts';
import {
  CAPTURE,
  FITTING,
  FOLDER,
  FORCE,
  HEAD_MODEL,
  JSON_ALONE,
  OUTPUT,
  QUIET,
  RIG_EXTRAS,
  RIG_INFLUENCES,
  RIG_SHAPES,
  SCAN,
  STRICT,
  THREAD_COUNT,
  threads,
} from './shared-options.ts';
import { AUGMENTING, TRAINING } from './training-options.ts';

/** One command as its user sees it; `command-list.ts` says what it runs. */
export interface CommandEntry {
  /** Files and folders that are named without an option, in commander's syntax: `<mesh>`, `<image...>`. */
  readonly paths: readonly string[];
  readonly description: string;
  readonly example: string;
  readonly options: OptionEntries;
}

const IMPORT = { output: OUTPUT, force: FORCE, json: JSON_ALONE };

/** All commands by the words that call them; help, flags' types and docs/cli.md come from here. */
export const COMMANDS = {
  fit: {
    paths: ['<capture...>'],
    description:
      'fit a head to a folder of photographs (or a folder with capture.json, or one photograph); of several, each into a folder of its name',
    example: 'asm-fit fit photos/ -o out',
    options: {
      ...CAPTURE,
      init: withDefault(
        '--init <method>',
        FIT_VALUES.init,
        FIT_DEFAULTS.init,
        'first mesh: from pixels (deca), from landmarks, or the mean head (template)',
      ),
      detail: toggle('--detail', 'smooth residuals of the skin after the bones: what they cannot hold'),
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
        'hair that the photographs show: a shell around the skull by its outlines, or none',
      ),
      influences: RIG_INFLUENCES,
      shapes: RIG_SHAPES,
      extras: RIG_EXTRAS,
      open: toggle('--open', 'show the result in the browser when it is done, as asm-fit view does'),
      ...FITTING,
    },
  },
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
  compare: {
    paths: ['<capture>'],
    description: 'mean head, DECA, landmarks and the skinning model side by side: one report',
    example: 'asm-fit compare rig/ -o report --scan scan.obj',
    options: {
      ...CAPTURE,
      scan: optional(
        '--scan <mesh>',
        PATH,
        'a scan of the person; else the one that capture.json names, or scan.obj beside it',
      ),
      heldOut: optional('--held-out <view>', VIEW_INDEX, 'the view that is left out of a second fit, counted from 0'),
      ...SCAN,
      ...FITTING,
    },
  },
  evaluate: {
    paths: ['<mesh>', '<scan>'],
    description: "measure how far a scan's face is from a mesh, by a named protocol",
    example: 'asm-fit evaluate out/captured.obj scan.obj --heatmap errors.glb',
    options: {
      protocol: withDefault(
        '--protocol <name>',
        EVALUATE_MESH_VALUES.protocol,
        EVALUATE_MESH_DEFAULTS.protocol,
        'crop, alignment and distance',
      ),
      meshLandmarks: optional('--mesh-landmarks <file>', PATH, 'JSON; a fit.json beside the mesh is found'),
      heatmap: optional(
        '--heatmap <out.glb>',
        PATH,
        'write the scan coloured by its distances, and pictures of it beside',
      ),
      force: toggle('--force', 'replace an existing heat map'),
      json: JSON_ALONE,
      threads: THREAD_COUNT,
      ...SCAN,
    },
  },
  'scan-fit': {
    paths: ['<scan>'],
    description: 'fit the models straight to a mesh: what they can express, against their number of parameters',
    example: 'asm-fit scan-fit scan.obj -o capacity --freeze weights,binding',
    options: {
      output: OUTPUT,
      model: optional('--model <name>', choice(['asm', 'morphable']), 'one of the two alone'),
      mixtures: withDefault('--mixtures <n>', MIXTURES, WHOLE_MODEL.mixtures, 'Gaussians a bone'),
      freeze: withDefault(
        '--freeze <list>',
        FREEZE,
        WHOLE_MODEL.freeze,
        `hold parts of the skinning model: ${FREEZABLE_NAMES.join(', ')}`,
      ),
      ablation: toggle('--ablation', 'the parts switched on in turn, and other numbers of Gaussians'),
      influences: RIG_INFLUENCES,
      shapes: RIG_SHAPES,
      extras: RIG_EXTRAS,
      head: HEAD_MODEL,
      ...SCAN,
      ...FOLDER,
    },
  },
  demo: {
    paths: [],
    description: 'fit the capture that ships and compare with its truth',
    example: 'asm-fit demo',
    options: { output: withDefault(OUTPUT.flags, PATH, 'out/demo', OUTPUT.help), ...FITTING },
  },
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
      clothes: toggle('--clothes', 'a shirt'),
      background: withDefault(
        '--background <kind>',
        choice(BACKGROUNDS),
        PLAIN_PORTRAIT.background,
        'blended colours, or a room with shelves and things, some as red as skin',
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
  'import deca': {
    paths: ['<deca_model.tar>'],
    description: "DECA's released weights as ONNX networks",
    example: 'asm-fit import deca deca_model.tar -o deca',
    options: IMPORT,
  },
  'import flame': {
    paths: ['<generic_model.pkl>'],
    description: 'FLAME, 2020 or 2023',
    example: 'asm-fit import flame generic_model.pkl -o flame',
    options: IMPORT,
  },
  'import ict': {
    paths: ['<folder>'],
    description: "ICT-FaceKit's mean and identity modes on the bundled mesh, for fit --head ict:<out>",
    example: 'asm-fit import ict ICT-FaceKit/FaceXModel -o ict',
    options: IMPORT,
  },
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

/** What stands before the second word of two. */
export const COMMAND_GROUPS: Readonly<Record<string, string>> = {
  import: "bring your own licensed models' files; no Python needed",
  train: 'train what ships trained',
};

export type CommandName = keyof typeof COMMANDS;

/** What a command's options come to. */
export type CommandFlags<Name extends CommandName> = FlagsOf<(typeof COMMANDS)[Name]['options']>;

type PathValues<Paths extends readonly string[]> = {
  [Place in keyof Paths]: Paths[Place] extends `<${string}...>` ? readonly string[] : string;
};

/** What a command is run with: its paths, then its flags. */
export type CommandArguments<Name extends CommandName> = [
  ...paths: PathValues<[...(typeof COMMANDS)[Name]['paths']]>,
  flags: CommandFlags<Name>,
];
