import { type OutputFolder, openOutputFolder } from '../export/output/output-folder.ts';
import type { Kernels } from '../kernels/kernel.ts';
import { withKernels } from '../kernels/runtime/with-kernels.ts';
import { tell } from './command-messages.ts';
import type { Talk } from './talk.ts';
import { toolInfo } from './tool-info.ts';

/** A command that fills a folder. */
export interface OutputCommand {
  readonly command: string;
  /** Files and folders that it reads: none of them may lie in the output. */
  readonly inputs: readonly string[];
  readonly talk: Talk;
}

/**
 * Runs work that fills an output folder, which appears when the work is done, and not at all when it fails.
 * @throws {AsmFitError} output: the folder is not to be filled or cannot be written; and what the work throws
 */
export async function withFolder<T>(
  { output, force }: { readonly output: string; readonly force: boolean },
  { command, inputs, talk }: OutputCommand,
  work: (folder: OutputFolder) => Promise<T>,
): Promise<T> {
  const folder = openOutputFolder({ output, force, inputs, command, version: toolInfo().version }, (run) =>
    tell({ kind: 'folder', run }),
  );
  try {
    const result = await work(folder);
    const left = folder.commit();
    if (left !== null) talk.warn(`${left}: of the replaced folder, left since not all in it could be removed as ours`);
    return result;
  } finally {
    folder.discard();
  }
}

/** {@link withFolder} with kernels at hand. */
export async function withOutput<T>(
  flags: { readonly output: string; readonly force: boolean; readonly threads: number },
  command: OutputCommand,
  work: (folder: OutputFolder, kernels: Kernels) => Promise<T>,
): Promise<T> {
  return withFolder(flags, command, (folder) => withKernels(flags.threads, (kernels) => work(folder, kernels)));
}
