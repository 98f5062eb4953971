import { type Capture, loadCapture } from '../../capture/load-capture.ts';
import type { HeadModel } from '../../head/head-model.ts';
import { loadHead } from '../../head/load-head.ts';
import type { Kernels } from '../../kernels/kernel.ts';
import type { FitPhotographsSettings } from '../options/fit-photographs-options.ts';

/** What a fit reads, by the names of the options that say it. */
export type FitFiles = Pick<FitPhotographsSettings, 'views' | 'ignoreCameras' | 'head' | 'signal'>;

/**
 * A capture and a head to be fitted to it, read side by side: where every fit of photographs begins.
 * @throws {AsmFitError} as `loadCapture` and `loadHead` do
 */
export async function loadFitInput(
  kernels: Kernels,
  path: string,
  { views, ignoreCameras, head: name, signal }: FitFiles,
): Promise<{ readonly capture: Capture; readonly head: HeadModel }> {
  const loading = loadCapture(path, {
    ignoreCameras,
    ...(views === null ? {} : { views }),
    ...(signal === null ? {} : { signal }),
  });
  // A head that is refused meanwhile is what is said; nobody waits for the photographs then.
  loading.catch(() => {});
  // While the photographs are decoded.
  const head = loadHead(kernels, name);
  return { capture: await loading, head };
}
