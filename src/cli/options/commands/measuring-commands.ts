import { EVALUATE_MESH_DEFAULTS, EVALUATE_MESH_VALUES } from '../../../api/options/evaluate-mesh-options.ts';
import { PATH } from '../../../api/options/shared-values.ts';
import { FREEZABLE_NAMES, WHOLE_MODEL } from '../../../asm/variant.ts';
import { choice } from '../../../option-value.ts';
import { optional, toggle, withDefault } from '../option-entry.ts';
import { FREEZE, MIXTURES, VIEW_INDEX } from '../option-values.ts';
import {
  CAPTURE,
  FITTING,
  FOLDER,
  HEAD_MODEL,
  JSON_ALONE,
  OUTPUT,
  RIG_EXTRAS,
  RIG_INFLUENCES,
  RIG_SHAPES,
  SCAN,
  THREAD_COUNT,
} from '../shared-options.ts';
import type { CommandEntry } from './command-entry.ts';

/** What measures meshes, and scans that they are measured by. */
export const MEASURING_COMMANDS = {
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
} as const satisfies Readonly<Record<string, CommandEntry>>;
