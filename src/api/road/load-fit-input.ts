import type { FilmLooking } from '../../capture/frames/look-through-film.ts';
import { type Capture, loadCapture } from '../../capture/load-capture.ts';
import type { NetworkPool } from '../../capture/network-processes/network-pool.ts';
import { type FitProgress, NO_LOSS } from '../../fitting/progress/fit-progress.ts';
import type { HeadModel } from '../../head/head-model.ts';
import { loadHead } from '../../head/load-head.ts';
import type { Kernels } from '../../kernels/kernel.ts';
import type { FitPhotographsSettings } from '../options/fit-photographs-options.ts';

/** What a fit reads, by the names of the options that say it. */
export type FitFiles = Pick<FitPhotographsSettings, 'views' | 'ignoreCameras' | 'head' | 'signal'> &
  Partial<Pick<FitPhotographsSettings, 'videoViews'>>;

/**
 * A capture and a head to be fitted to it, read side by side: where every fit of photographs begins.
 * @param looking who looks through a film; this thread where it is left out
 * @throws {AsmFitError} as `loadCapture` and `loadHead` do
 */
export async function loadFitInput(
  kernels: Kernels,
  path: string,
  { views, videoViews, ignoreCameras, head: name, signal }: FitFiles,
  looking?: FilmLooking,
): Promise<{ readonly capture: Capture; readonly head: HeadModel }> {
  const loading = loadCapture(path, {
    ignoreCameras,
    ...(videoViews === undefined ? {} : { videoViews }),
    ...(looking === undefined ? {} : { looking }),
    ...(views === null ? {} : { views }),
    ...(signal === null ? {} : { signal }),
  });
  // A head that is refused meanwhile is what is said; nobody waits for the photographs then.
  loading.catch(() => {});
  // While the photographs are decoded.
  const head = loadHead(kernels, name);
  return { capture: await loading, head };
}

/** The looks at a film as a stage of a fit, `frames`. */
export function filmLooking(pool: NetworkPool, progress: FitProgress): FilmLooking {
  return {
    pool,
    onFrames: (count) => progress.stage('frames', count),
    onFrame: (done) => progress.step({ ...NO_LOSS, stage: 'frames', step: done - 1 }),
    signal: progress.signal,
  };
}
