import { createOutputFolder, type OutputFolder } from '../export/output-folder.ts';
import type { Kernels } from '../kernels/kernel.ts';
import { openKernels } from '../kernels/wasm-kernels.ts';

/**
 * Runs work that fills an output folder, which appears when the work is done, and not at all when it fails or is
 * interrupted.
 * @throws {AsmFitError} output: the folder exists or cannot be written; and what the work throws
 */
export async function withFolder<T>(
  flags: { readonly output: string; readonly force: boolean },
  work: (folder: OutputFolder) => Promise<T>,
): Promise<T> {
  const folder = createOutputFolder(flags.output, flags.force);
  const abort = (): void => {
    folder.discard();
    process.exit(130);
  };
  process.once('SIGINT', abort);
  process.once('SIGTERM', abort);
  try {
    const result = await work(folder);
    folder.commit();
    return result;
  } catch (error) {
    folder.discard();
    throw error;
  } finally {
    process.off('SIGINT', abort);
    process.off('SIGTERM', abort);
  }
}

/** {@link withFolder} with kernels at hand. */
export async function withOutput<T>(
  flags: { readonly output: string; readonly force: boolean; readonly threads: number },
  work: (folder: OutputFolder, kernels: Kernels) => Promise<T>,
): Promise<T> {
  return withFolder(flags, async (folder) => {
    const kernels = openKernels(flags.threads);
    try {
      return await work(folder, kernels);
    } finally {
      kernels.close();
    }
  });
}
