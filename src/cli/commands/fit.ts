import { headInputs } from '../../api/options/shared-values.ts';
import { filmLooking, loadFitInput } from '../../api/road/load-fit-input.ts';
import { openNetworkPool } from '../../capture/network-processes/network-pool.ts';
import { FIT_FORMATS, loadFormats } from '../../export/formats/export-formats.ts';
import type { RigThread } from '../../export/rig/thread/rig-thread.ts';
import type { FittedHead } from '../../fitting/finish/fitted-head.ts';
import { fitCapture } from '../../fitting/fit-capture.ts';
import { fitOptionsOf } from '../../fitting/options/fit-options.ts';
import { withPassingKernels } from '../../kernels/runtime/with-kernels.ts';
import { captureInputs, viewsLine } from '../command-inputs.ts';
import type { CommandFlags } from '../options/command-table.ts';
import { createTalk, type Talk } from '../talk.ts';
import { toolInfo } from '../tool-info.ts';
import { withFolder } from '../with-output.ts';

export type FitFlags = CommandFlags<'fit'>;

/** `asm-fit fit`: photographs to a rigged head. @returns the fit, for callers that go on with it */
export async function runFit(
  capturePath: string,
  flags: FitFlags,
  talk: Talk = createTalk(flags.quiet),
): Promise<FittedHead> {
  const options = fitOptionsOf(flags);
  const inputs = [...captureInputs(capturePath), ...headInputs(flags.head)];
  const { fitted, summary } = await withFolder(flags, { command: 'fit', inputs, talk }, async (folder) => {
    const files = { ...flags, views: flags.views ?? null, signal: null };
    let rigThread: Promise<RigThread> | null = null;
    const pool = openNetworkPool(flags.threads);
    // Loads its networks while this thread loads the head and the photographs.
    pool.start();
    try {
      talk.line(`reading ${capturePath} ...`);
      const { capture, fitted, modules } = await withPassingKernels(flags.threads, async (kernels) => {
        const progress = talk.progress();
        const { capture, head } = await loadFitInput(kernels, capturePath, files, filmLooking(pool, progress));
        talk.line(viewsLine(capture, capturePath));
        rigThread = import('../../export/rig/thread/rig-thread.ts').then(({ openRigThread }) =>
          openRigThread(flags.threads),
        );
        const [fitted, ...modules] = await Promise.all([
          fitCapture(kernels, capture, head, { options, progress, pool }),
          // Loaded while other threads look at the photographs.
          import('../../fitting/finish/describe-fit.ts'),
          import('../../export/results/fit-results.ts'),
          import('../../export/results/sliders/write-sliders.ts'),
          import('../../export/report/view-sheets.ts'),
          import('../../export/rig/build-rig.ts'),
          rigThread,
          loadFormats(FIT_FORMATS),
        ]);
        return { capture, fitted, modules };
      });
      const [
        { beginHair, describeFit, paintFit },
        { prepareFiles, writeFitResults },
        { slidersOfFitted },
        { openViewSheets },
        { rigWork },
        opened,
        formats,
      ] = modules;
      const started = performance.now();
      talk.line('texture ...');
      const { hair, building, sliders, painted } = await withPassingKernels(flags.threads, async (kernels) => {
        const hair = beginHair(kernels, fitted, options, opened.shapeHair);
        const building = opened.start(rigWork(fitted, options));
        const painting = paintFit(kernels, fitted, options, hair);
        // While the other thread shapes the hair that the painting waits for.
        const sliders = slidersOfFitted(fitted.head, fitted.neutral.positions);
        return { hair, building, sliders, painted: await painting };
      });
      const { described, pictures } = await withPassingKernels(flags.threads, async (kernels) => {
        const sheets = openViewSheets(kernels, fitted, folder);
        const described = await describeFit(kernels, fitted, options, {
          onView: sheets.draw,
          hair,
          painted,
        });
        return { described, pictures: await sheets.finish() };
      });
      // The end of the rig, then the files take what kernels and thread have given back.
      const [prepared, rig] = await Promise.all([prepareFiles(described), building.built()]);
      opened.close();
      talk.line('export ...');
      const output = {
        tool: toolInfo(),
        capture,
        options,
        described,
        rig,
        sliders,
        prepared,
        pictures,
        formats,
        started,
      };
      const summary = await writeFitResults(output, folder);
      for (const warning of described.warnings) talk.warn(warning);
      return { fitted, summary };
    } finally {
      pool.close();
      // Also where no face was found: the command would wait for a thread that waits for work.
      (await (rigThread as Promise<RigThread> | null))?.close();
    }
  });
  talk.result(flags.json ? `${JSON.stringify(summary.json)}\n` : `${summary.text}\n`);
  talk.line(
    `wrote ${flags.output}/head.glb, head.obj, captured.obj, deca.obj, rig.bin, sliders.json, fit.json, report.html, viewer.html, textures/, views/`,
  );
  if (flags.open) await showInBrowser(flags.output, talk);
  return fitted;
}

/** What `asm-fit view --open` does. */
async function showInBrowser(output: string, talk: Talk): Promise<void> {
  const { VIEW_DEFAULTS, runView } = await import('./finished/view.ts');
  await runView(output, { ...VIEW_DEFAULTS, open: true }, talk);
}
