import { setImmediate } from 'node:timers/promises';
import { openNetworkPool } from '../capture/network-processes/network-pool.ts';
import { rigWork } from '../export/rig/build-rig.ts';
import { openRigThread } from '../export/rig/thread/rig-thread.ts';
import { beginHair, describeFit } from '../fitting/finish/describe-fit.ts';
import { fitCapture } from '../fitting/fit-capture.ts';
import { fitOptionsOf } from '../fitting/options/fit-options.ts';
import { withKernels } from '../kernels/runtime/with-kernels.ts';
import { resolveOptions } from '../option-value.ts';
import {
  FIT_PHOTOGRAPHS_DEFAULTS,
  FIT_PHOTOGRAPHS_VALUES,
  type FitPhotographsOptions,
} from './options/fit-photographs-options.ts';
import { checkPath } from './options/shared-values.ts';
import { type PhotographFit, photographFit } from './results/photograph-fit.ts';
import { eventProgress } from './road/event-progress.ts';
import { filmLooking, loadFitInput } from './road/load-fit-input.ts';

/**
 * Fits a head to photographs of one person, as `asm-fit fit` does: the same head for the same options. Prints nothing and
 * writes nothing. The work is done in this thread, between whose steps others get their turn, and in threads and processes
 * of its own, which have ended when the promise is settled.
 * @param path a folder of photographs, one with capture.json (docs/capture-format.md), one photograph, or a film of a head
 * @throws {AsmFitError} usage: an option is none; input: photographs, cameras or head cannot be used, or
 * `strict` and a photograph without a person's face; no_face: no view shows
 * one; diverged: the head does not come to lie on the faces. Where `signal` fires: its reason.
 * @example
 * import { writeFile } from 'node:fs/promises';
 * import { fitPhotographs, toGlb } from 'asm-fit';
 *
 * const fit = await fitPhotographs('photos', {
 *   preset: 'fast',
 *   views: [0, 2],
 *   onProgress: ({ stage, step, steps }) => console.log(`${stage} ${step}/${steps}`),
 *   signal: AbortSignal.timeout(120_000),
 * });
 * for (const { name, camera, landmarkRmsPx } of fit.views) console.log(name, camera?.t, landmarkRmsPx);
 * for (const warning of fit.warnings) console.warn(warning);
 * await writeFile('head.glb', await toGlb(fit));
 */
export async function fitPhotographs(path: string, options: FitPhotographsOptions = {}): Promise<PhotographFit> {
  checkPath('fitPhotographs', path);
  const settings = resolveOptions('fitPhotographs', FIT_PHOTOGRAPHS_VALUES, FIT_PHOTOGRAPHS_DEFAULTS, options);
  settings.signal?.throwIfAborted();
  const progress = eventProgress(settings);
  const fitOptions = fitOptionsOf(settings);
  const pool = openNetworkPool(settings.threads);
  pool.start();
  const rigThread = openRigThread(settings.threads);
  try {
    return await withKernels(settings.threads, async (kernels) => {
      const { capture, head } = await loadFitInput(kernels, path, settings, filmLooking(pool, progress));
      const fitted = await fitCapture(kernels, capture, head, { options: fitOptions, progress, pool });
      const started = performance.now();
      progress.stage('texture', fitted.observed.used.length);
      await setImmediate();
      settings.signal?.throwIfAborted();
      const hair = beginHair(kernels, fitted, fitOptions, rigThread.shapeHair);
      const rig = rigThread.start(rigWork(fitted, fitOptions));
      const onView = async (): Promise<void> => {
        progress.done();
        await setImmediate();
        settings.signal?.throwIfAborted();
      };
      const described = await describeFit(kernels, fitted, fitOptions, { onView, hair });
      return photographFit(capture, fitOptions, { described, rig: await rig.built(), started });
    });
  } finally {
    pool.close();
    rigThread.close();
  }
}
