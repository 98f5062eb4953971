import { createOutputFolder, type OutputFolder } from '../export/output-folder.ts';
import type { Kernels } from '../kernels/kernel.ts';
import { openKernels } from '../kernels/wasm-kernels.ts';

/**
 * Runs work that fills an output folder with kernels at hand: the folder appears when the work is done, and not at all
 * when it fails or is interrupted.
 * @throws {AsmFitError} output: the folder exists or cannot be written; and what the work throws
 */
export async function withOutput<T>(
  flags: { readonly output: string; readonly force: boolean; readonly threads: number },
  work: (folder: OutputFolder, kernels: Kernels) => Promise<T>,
): Promise<T> {
  const folder = createOutputFolder(flags.output, flags.force);
  const kernels = openKernels(flags.threads);
  const abort = (): void => {
    folder.discard();
    process.exit(130);
  };
  process.once('SIGINT', abort);
  process.once('SIGTERM', abort);
  try {
    const result = await work(folder, kernels);
    folder.commit();
    return result;
  } catch (error) {
    folder.discard();
    throw error;
  } finally {
    kernels.close();
    process.off('SIGINT', abort);
    process.off('SIGTERM', abort);
  }
}
