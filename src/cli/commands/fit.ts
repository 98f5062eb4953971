import { loadCapture } from '../../capture/load-capture.ts';
import type { FittedHead } from '../../fitting/finish/fitted-head.ts';
import { fitCapture } from '../../fitting/fit-capture.ts';
import type { FitOptions } from '../../fitting/options/fit-options.ts';
import { loadHead } from '../../head/load-head.ts';
import { captureInputs } from '../command-inputs.ts';
import { headInputs } from '../option-values.ts';
import { createTalk, type Talk } from '../talk.ts';
import { toolInfo } from '../tool-info.ts';
import { withOutput } from '../with-output.ts';

export interface FitFlags {
  readonly output: string;
  readonly views?: readonly number[];
  readonly ignoreCameras: boolean;
  readonly head: string;
  readonly init: FitOptions['init'];
  readonly detail: boolean;
  readonly optimizer: FitOptions['optimizer'];
  readonly preset: FitOptions['preset'];
  readonly seed: number;
  readonly force: boolean;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly threads: number;
}

/** `asm-fit fit`: photographs to a rigged head. @returns the fit, for callers that go on with it */
export async function runFit(
  capturePath: string,
  flags: FitFlags,
  talk: Talk = createTalk(flags.quiet),
): Promise<FittedHead> {
  const options: FitOptions = {
    preset: flags.preset,
    optimizer: flags.optimizer,
    seed: flags.seed,
    init: flags.init,
    detail: flags.detail,
  };
  const inputs = [...captureInputs(capturePath), ...headInputs(flags.head)];
  const { fitted, summary } = await withOutput(flags, { command: 'fit', inputs, talk }, async (folder, kernels) => {
    const loading = loadCapture(capturePath, {
      ignoreCameras: flags.ignoreCameras,
      ...(flags.views === undefined ? {} : { views: flags.views }),
    });
    // While the photographs are decoded.
    const head = loadHead(kernels, flags.head);
    const capture = await loading;
    talk.line(`${capture.views.length} views from ${capturePath}`);
    const [fitted, { writeFitResults }] = await Promise.all([
      fitCapture(kernels, capture, head, { options, progress: talk.progress() }),
      // Loaded while other threads look at the photographs.
      import('../../export/results/fit-results.ts'),
    ]);
    const summary = await writeFitResults(capture, fitted, options, kernels, toolInfo(), folder, (name) =>
      talk.line(`${name} ...`),
    );
    for (const warning of summary.json.warnings as string[]) talk.warn(warning);
    return { fitted, summary };
  });
  talk.result(flags.json ? `${JSON.stringify(summary.json)}\n` : `${summary.text}\n`);
  talk.line(`wrote ${flags.output}/head.glb, head.obj, deca.obj, fit.json, report.html, textures/, views/`);
  return fitted;
}
