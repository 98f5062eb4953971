import type { Capture } from '../../capture/load-capture.ts';
import { CLASS_COLORS, SEGMENT_CLASSES } from '../../capture/segmentation/classes.ts';
import type { DescribedFit } from '../../fitting/finish/describe-fit.ts';
import type { FitOptions } from '../../fitting/options/fit-options.ts';
import { stageTime } from '../../fitting/progress/stage-clock.ts';
import { collectGarbage } from '../../kernels/runtime/collect-garbage.ts';
import type { ExportFormat } from '../formats/format.ts';
import { hairyHeadObj, headObj } from '../formats/obj/head-obj.ts';
import { RIG } from '../formats/rig-file.ts';
import { writeFormats } from '../formats/write-formats.ts';
import type { OutputFolder } from '../output/output-folder.ts';
import { fitFacts, reportHtml, viewCaption } from '../report/fit-report.ts';
import type { BuiltRig } from '../rig/build-rig.ts';
import { type FitTextures, fitRig, fitTextures } from '../rig/fit-rig.ts';
import { writeDetailMaps } from './detail-files.ts';
import { fitJson } from './fit-json.ts';
import { type WrittenPhotograph, writtenPhotographs } from './photograph-files.ts';
import { type SliderFiles, writeSliders } from './sliders/write-sliders.ts';
import { collecting, VIEWER_PAGE, writeViewerPage } from './viewer-page.ts';

/** A described fit, and what its files say beside it. */
const CLASS_LEGEND = SEGMENT_CLASSES.map((name, label) => ({ name, color: CLASS_COLORS[label] }));

export interface FitOutput {
  readonly tool: { readonly name: string; readonly version: string };
  readonly capture: Capture;
  readonly options: FitOptions;
  readonly described: DescribedFit;
  readonly rig: BuiltRig;
  readonly sliders: SliderFiles;
  readonly prepared: PreparedFiles;
  readonly formats: readonly ExportFormat[];
  /** Sheets of the used views for the report, data: URLs. */
  readonly pictures: readonly string[];
  /** performance.now() when the description began. */
  readonly started: number;
}

export interface FitSummary {
  readonly json: Record<string, unknown>;
  readonly text: string;
}

/** What of a fit's files is made on other threads. */
export interface PreparedFiles {
  readonly textures: FitTextures;
  readonly photographs: readonly WrittenPhotograph[];
}

/** Makes it while this one waits for the rig. */
export async function prepareFiles(described: DescribedFit): Promise<PreparedFiles> {
  const [textures, photographs] = await Promise.all([
    fitTextures(described),
    writtenPhotographs(described.fitted.observed.used.map(({ view }) => view)),
  ]);
  return { textures, photographs };
}

/** Writes everything a fit leaves behind but its sheets (docs/output-format.md) and returns what to print. */
export async function writeFitResults(output: FitOutput, folder: OutputFolder): Promise<FitSummary> {
  const { tool, capture, options, described, prepared, formats, pictures } = output;
  const { fitted, views, warnings } = described;
  const title = capture.folder.split(/[\\/]/).filter(Boolean).pop() ?? 'capture';
  const { files, write } = collecting(folder);
  writeSliders(tool, output.sliders, write);
  for (const { name, bytes } of prepared.photographs) write(name, bytes);
  const { rig, influenceLoss } = fitRig(described, options, output.rig, prepared.textures);
  await writeFormats(rig, 'head', { formats: [...formats, RIG] }, write);
  const detail = described.detail === null ? null : await writeDetailMaps(described.detail, folder);
  write('captured.obj', capturedObj(described));
  write('deca.obj', headObj(fitted.head, fitted.initial.positions, 'head.mtl'));
  const stages = [...fitted.stages, stageTime('texture and export', output.started)];
  const json = fitJson(described, { tool, capture, options, influenceLoss, detail, stages });
  write('fit.json', `${JSON.stringify(json, null, 1)}\n`);
  const facts = fitFacts(described, { influences: options.influences, ...influenceLoss }, stages);
  folder.write(
    'report.html',
    reportHtml({
      title: `asm-fit: ${title}`,
      viewer: VIEWER_PAGE,
      facts,
      views: views.map(({ name }, v) => ({ name, caption: viewCaption(described, v), picture: pictures[v] })),
      stages,
      warnings,
      classes: fitted.working.some(({ labels }) => labels !== null) ? CLASS_LEGEND : null,
    }),
  );
  // A page of all files is made of copies of it: texts of meshes and JSON that are written need not lie beside them.
  await collectGarbage();
  await writeViewerPage(title, files, folder);
  return { json, text: facts.map(([label, value]) => `${label}: ${value}`).join('\n') };
}

/** The head as it was photographed, with its hair. */
function capturedObj({ fitted: { head, positions }, hair }: DescribedFit): string {
  return hair === null
    ? headObj(head, positions, 'head.mtl')
    : hairyHeadObj(head, { positions, hair: hair.mesh }, 'head.mtl');
}
