import { withFaceRigs } from '../export/faces/face-thread.ts';
import type { OutputFolder } from '../export/output/output-folder.ts';
import type { FaceRigs } from '../export/rig/thread/face-rigs.ts';
import type { Kernels } from '../kernels/kernel.ts';
import { type OutputCommand, withOutput } from './with-output.ts';

/** {@link withOutput} with a place where the rigs of faces are built. */
export async function withFaces<T>(
  flags: { readonly output: string; readonly force: boolean; readonly threads: number },
  command: OutputCommand,
  work: (folder: OutputFolder, kernels: Kernels, rigs: FaceRigs) => Promise<T>,
): Promise<T> {
  return withOutput(flags, command, (folder, kernels) =>
    withFaceRigs(flags.threads, (rigs) => work(folder, kernels, rigs)),
  );
}
