import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { headInputs } from '../../api/options/shared-values.ts';
import { filmLooking } from '../../api/road/load-fit-input.ts';
import { type Capture, loadCapture, type View } from '../../capture/load-capture.ts';
import { openNetworkPool } from '../../capture/network-processes/network-pool.ts';
import { inMillimetres, type MarkedMesh } from '../../capture/scan/marked-mesh.ts';
import { AsmFitError } from '../../errors.ts';
import { compareFits, compareWithout } from '../../evaluation/compare/compared-methods.ts';
import { type Comparison, compareMethods } from '../../evaluation/compare/comparison.ts';
import { cropMesh } from '../../evaluation/scan-crop.ts';
import { SCAN_PROTOCOLS } from '../../evaluation/scan-protocols.ts';
import { writeComparison } from '../../export/results/comparison-files.ts';
import { FIT_DEFAULTS, type FitOptions } from '../../fitting/options/fit-options.ts';
import type { FitProgress } from '../../fitting/progress/fit-progress.ts';
import {
  type LoadedMesh,
  loadMarkedMesh,
  markedByLandmarks68,
  unitOfScan,
} from '../../fitting/scan/load-marked-mesh.ts';
import { loadHead } from '../../head/load-head.ts';
import { loadPartImages } from '../../render/mesh/head-mesh.ts';
import { captureInputs, given, meshInputs, viewsLine } from '../command-inputs.ts';
import type { CommandFlags } from '../options/command-table.ts';
import { createTalk } from '../talk.ts';
import { toolInfo } from '../tool-info.ts';
import { withOutput } from '../with-output.ts';

export type CompareFlags = CommandFlags<'compare'>;

/** Fewer views are too few to leave one out. */
const MIN_VIEWS = 3;

/** `asm-fit compare`: template, DECA, landmarks and the skinning model's variants side by side. */
export async function runCompare(capturePath: string, flags: CompareFlags): Promise<void> {
  const talk = createTalk(flags.quiet);
  const options: FitOptions = {
    ...FIT_DEFAULTS,
    preset: flags.preset,
    optimizer: flags.optimizer,
    seed: flags.seed,
    strict: flags.strict,
    recognition: flags.recognition,
    segmentation: flags.segmentation,
  };
  const inputs = [
    ...captureInputs(capturePath),
    ...headInputs(flags.head),
    ...meshInputs(flags.scan, 'scan-landmarks.json'),
    ...given(flags.scanLandmarks),
  ];
  const output = { command: 'compare', inputs, talk };
  const { json, comparison } = await withOutput(flags, output, async (folder, kernels) => {
    const head = loadHead(kernels, flags.head);
    const progress = talk.progress();
    const capture = await captureOf(capturePath, flags, progress);
    checkHeldOut(capture.views, flags.heldOut);
    const scan = await scanOf(capture, flags);
    talk.line(`${viewsLine(capture, capturePath)}; ${scan?.text ?? 'no scan'}`);
    const fits = await compareFits(kernels, capture, head, {
      options,
      progress,
      onMethod: (name) => talk.line(`${name}: done`),
    });
    const left = heldOutView(fits.input.views, flags.heldOut);
    if (flags.heldOut !== undefined && left?.index !== flags.heldOut)
      talk.warn(`--held-out: view ${flags.heldOut} was set aside; ${left?.name ?? 'no view'} is left out instead`);
    if (left !== null) talk.line(`the same without ${left.name}`);
    const without =
      left === null ? null : { left, methods: await compareWithout(kernels, fits.input, left, { options, progress }) };
    talk.line('measuring ...');
    const comparison = await compareMethods(
      kernels,
      { head, parts: await loadPartImages(head) },
      {
        fits,
        scan: scan?.mesh ?? null,
        without,
      },
    );
    const warnings = [...(scan?.warnings ?? []), ...fits.asm.warnings];
    for (const warning of warnings) talk.warn(warning);
    const json = await writeComparison(
      {
        title: `asm-fit compare: ${capture.folder.split(/[\\/]/).filter(Boolean).pop() ?? 'capture'}`,
        tool: toolInfo(),
        head,
        scan: scan?.mesh ?? null,
        facts: [
          ['capture', `${capturePath}, ${fits.input.views.length} views used`],
          ['cameras', capture.views.every(({ camera }) => camera !== null) ? 'given' : 'solved'],
          ['scan', scan?.text ?? 'none'],
          ['head', head.name],
          ['preset', flags.preset],
        ],
        comparison,
        options: { ...options, views: flags.views ?? null, ignoreCameras: flags.ignoreCameras },
        warnings,
      },
      folder,
    );
    return { json, comparison };
  });
  talk.result(flags.json ? `${JSON.stringify(json)}\n` : comparisonText(comparison));
  talk.line(`wrote ${flags.output}/report.html, viewer.html, report.json, meshes/`);
}

async function captureOf(path: string, flags: CompareFlags, progress: FitProgress): Promise<Capture> {
  const pool = openNetworkPool(flags.threads);
  try {
    return await loadCapture(path, {
      ignoreCameras: flags.ignoreCameras,
      videoViews: flags.videoViews,
      looking: filmLooking(pool, progress),
      ...(flags.views === undefined ? {} : { views: flags.views }),
    });
  } finally {
    pool.close();
  }
}

/** The scan that the user names, capture.json names, or that lies in the folder. */
async function scanOf(
  capture: Capture,
  flags: CompareFlags,
): Promise<{ readonly mesh: MarkedMesh; readonly text: string; readonly warnings: readonly string[] } | null> {
  const beside = join(capture.folder, 'scan.obj');
  const path = flags.scan ?? capture.scan?.path ?? (existsSync(beside) ? beside : null);
  if (path === null) return null;
  const given = flags.scanLandmarks === undefined ? {} : { given: flags.scanLandmarks };
  const source = { ...given, beside: join(path, '..', 'scan-landmarks.json'), method: 'asm' };
  const own = flags.scan === undefined && flags.scanLandmarks === undefined ? capture.scan?.landmarks68 : undefined;
  const loaded: LoadedMesh =
    own === undefined || own === null || existsSync(source.beside)
      ? await loadMarkedMesh(path, source, flags.threads)
      : await markedByLandmarks68(path, own);
  // A capture's unit is that of its own scan; what the user brings may be in another.
  const ofCapture =
    flags.scan === undefined && capture.unit === 'mm' ? { name: 'mm, as the capture says', mm: 1 } : null;
  const unit = unitOfScan({ mesh: loaded.mesh, unit: ofCapture ?? loaded.unit }, flags, path);
  const mesh = inMillimetres(loaded.mesh, unit);
  // Refused before the fits what cannot be measured after them.
  cropMesh(mesh, SCAN_PROTOCOLS.now.crop);
  return {
    mesh,
    text: `${path}, in ${unit.name}, landmarks ${loaded.landmarksFrom}`,
    warnings: unit.warning === null ? [] : [unit.warning],
  };
}

/** @throws {AsmFitError} usage: no view of that number, or too few to do without it */
function checkHeldOut(views: readonly View[], asked: number | undefined): void {
  if (asked === undefined) return;
  const numbers = views.map(({ index }) => index).join(', ');
  if (!views.some(({ index }) => index === asked))
    throw new AsmFitError(
      'usage',
      `--held-out: must be one of the views ${numbers}; received ${asked}`,
      'count the views of the capture from 0',
    );
  if (views.length < MIN_VIEWS)
    throw new AsmFitError(
      'usage',
      `--held-out: must leave views to fit, of ${MIN_VIEWS} or more; received ${views.length}`,
      'leave --held-out out, or give more photographs',
    );
}

/** The view that is left out: as asked, or the second, which turned captures show from the side. */
function heldOutView(views: readonly View[], asked: number | undefined): View | null {
  if (views.length < MIN_VIEWS) return null;
  return views.find(({ index }) => index === asked) ?? views[1];
}

function comparisonText({ methods, heldOutView: left }: Comparison): string {
  const lines = methods.map(({ method, scan, images, heldOut }) => {
    const error =
      scan === null ? '' : `median ${scan.now.medianMm.toFixed(2)}, mean ${scan.now.meanMm.toFixed(2)} mm; `;
    const unseen = heldOut === null ? '' : `, unseen ${heldOut.psnrDb.toFixed(1)} dB`;
    return `${method.name}: ${error}${method.parameterCount} parameters; ${images.psnrDb.toFixed(1)} dB, SSIM ${images.ssim.toFixed(3)}${unseen}; ${method.seconds.toFixed(1)} s`;
  });
  return `${lines.join('\n')}${left === null ? '' : `\n(unseen: ${left})`}\n`;
}
