import { join } from 'node:path';
import { z } from 'zod';
import { sliderDisplacement, sliderFields } from '../../../asm/sliders/slider-fields.ts';
import type { SliderValues } from '../../../asm/sliders/slider-values.ts';
import { embeddedPoints, type HeadModel } from '../../../head/head-model.ts';
import type { Kernels } from '../../../kernels/kernel.ts';
import type { ExportFormat } from '../../formats/format.ts';
import { RIG } from '../../formats/rig-file.ts';
import { writeFormats } from '../../formats/write-formats.ts';
import type { OutputFolder } from '../../output/output-folder.ts';
import { moveRig } from '../../rig/edit/move-rig.ts';
import type { RiggedHead } from '../../rig/rigged-head.ts';
import { FIT_VERSION, readFitDocument } from '../read/fit-document.ts';
import { collecting, writeViewerPage } from '../viewer-page.ts';
import { packSliderMoves } from './slider-moves.ts';
import { type HeadSliders, readSliders } from './sliders-json.ts';
import { writeSliders } from './write-sliders.ts';

/** What an edit needs of a finished folder beside its rig. */
export interface EditableFit {
  /** As the user names it. */
  readonly folder: string;
  readonly sliders: HeadSliders;
  /** `fit.json` */
  readonly document: FitToEdit;
}

const method = z.looseObject({ rest: z.unknown().optional(), parameterCount: z.number().optional() });
const fitToEdit = z.looseObject({
  head: z.string(),
  methods: z.looseObject({ asm: method.optional() }),
  warnings: z.array(z.string()).optional(),
});
type FitToEdit = z.infer<typeof fitToEdit>;

/** What goes on to hold, whatever a head's shape is. */
const KEPT = ['frames', 'texture', 'hair', 'eyes'] as const;

/**
 * Reads what an edit needs of a finished folder beside its rig.
 * @throws {AsmFitError} input: no `sliders.json` or `fit.json`, or a damaged one
 */
export function readEditableFit(folder: string): EditableFit {
  return { folder, sliders: readSliders(folder), document: readFitDocument(join(folder, 'fit.json'), fitToEdit) };
}

/** An edited head, and what its files say beside it. */
export interface EditedOutput {
  readonly tool: { readonly name: string; readonly version: string };
  readonly title: string;
  /** Of whose mesh the fit is. */
  readonly head: HeadModel;
  readonly fit: EditableFit;
  /** Of the fit. */
  readonly rig: RiggedHead;
  /** All sliders. */
  readonly values: SliderValues;
  readonly formats: readonly ExportFormat[];
}

/** Writes a finished folder of the head with its sliders at other values. @returns the document of `fit.json` */
export async function writeEditedResults(
  kernels: Kernels,
  { tool, title, head, fit, rig, values, formats }: EditedOutput,
  folder: OutputFolder,
): Promise<Record<string, unknown>> {
  const { sliders, document } = fit;
  const steps = new Map(Array.from(values, ([name, to]) => [name, to - (sliders.values.get(name) ?? 0)] as const));
  const edited = moveRig(kernels, head, rig, sliderDisplacement(sliderFields(head), steps));
  const { files, write } = collecting(folder);
  await writeFormats(edited, 'head', { formats: [...formats, RIG] }, write);
  writeSliders(tool, { sliders: { ...sliders, values }, moves: packSliderMoves(head) }, write);
  const marks = embeddedPoints(head.embeddings.ibug68, edited.surface.positions);
  const { rest, parameterCount } = document.methods.asm ?? {};
  const json = {
    version: FIT_VERSION,
    tool,
    head: document.head,
    edit: { from: fit.folder, sliders: changedFrom(sliders.fit, values) },
    methods: {
      asm: {
        mesh: 'head.obj',
        ...(rest === undefined ? {} : { rest }),
        landmarks68: Array.from({ length: 68 }, (_, l) => Array.from(marks.subarray(3 * l, 3 * l + 3))),
        ...(parameterCount === undefined ? {} : { parameterCount }),
      },
    },
    ...Object.fromEntries(KEPT.flatMap((key) => (document[key] === undefined ? [] : [[key, document[key]]]))),
    warnings: document.warnings ?? [],
  };
  write('fit.json', `${JSON.stringify(json, null, 1)}\n`);
  await writeViewerPage(title, files, folder);
  return json;
}

/** Sliders that stand elsewhere than the fit has them. */
function changedFrom(fit: SliderValues, values: SliderValues): Record<string, number> {
  return Object.fromEntries(Array.from(values).filter(([name, value]) => value !== fit.get(name)));
}
