import { loadCapture } from '../../../src/capture/load-capture.ts';
import type { FittedHead } from '../../../src/fitting/finish/fitted-head.ts';
import { fitCapture } from '../../../src/fitting/fit-capture.ts';
import { FIT_DEFAULTS } from '../../../src/fitting/options/fit-options.ts';
import type { HeadModel } from '../../../src/head/head-model.ts';
import { loadHead } from '../../../src/head/load-head.ts';
import type { Kernels } from '../../../src/kernels/kernel.ts';
import { openKernels } from '../../../src/kernels/runtime/wasm-kernels.ts';
import { DEMO } from '../folders.ts';

export interface FittedDemo {
  readonly kernels: Kernels;
  readonly head: HeadModel;
  readonly fitted: FittedHead;
}

let whole: Promise<FittedDemo> | undefined;

/** A quick fit of two of the demo's photographs, to be painted small; fitted once a process: it takes seconds. */
export function fittedDemo(): Promise<FittedDemo> {
  whole ??= fitDemo();
  return whole;
}

async function fitDemo(): Promise<FittedDemo> {
  const kernels = openKernels(1);
  const head = loadHead(kernels, 'bundled');
  const capture = await loadCapture(DEMO, { views: [0, 1] });
  const options = { ...FIT_DEFAULTS, preset: 'fast', init: 'landmarks' } as const;
  const fitted = await fitCapture(kernels, capture, head, { options, progress: { stage: () => {}, step: () => {} } });
  return { kernels, head, fitted: { ...fitted, preset: { ...fitted.preset, textureSize: 256, sheetHalvings: 1 } } };
}
