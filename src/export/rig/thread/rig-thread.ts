import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { builtFile } from '../../../files/package-files.ts';
import type { HeadModel } from '../../../head/head-model.ts';
import type { Kernels } from '../../../kernels/kernel.ts';
import { type BuiltRig, buildRig, type RigWork } from '../build-rig.ts';

/** What is new in the thread's memory may grow to this; a rig leaves little behind. */
const YOUNG_MB = 8;

/** A rig that is built beside other work. */
export interface RigThread {
  /** Waits for it. */
  built(): Promise<BuiltRig>;
  /** Ends the thread. */
  close(): void;
}

/**
 * Builds a rig in a thread of its own, the same as buildRig does; in this one, once it is asked for, where kernels have no
 * thread to spare, and where the other came to no end.
 */
export function startRig(kernels: Kernels, work: RigWork): RigThread {
  const here = (): BuiltRig => buildRig(kernels, work);
  if (kernels.backend.threads < 2 || !isBuilt()) return { built: async () => here(), close: () => {} };
  const { head } = work.model;
  const worker = new Worker(builtFile('src/export/rig/thread/rig-worker.js'), {
    workerData: { ...work, model: { ...work.model, head: withoutModes(head) } } satisfies RigWork,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
  });
  // Who only closes it need not wait for it.
  worker.unref();
  const answer = new Promise<BuiltRig | null>((resolve) => {
    worker.on('message', resolve);
    // What is wrong with the work is thrown where it is done again; a thread may also lack memory.
    worker.on('error', () => resolve(null));
    worker.on('exit', () => resolve(null));
  });
  return {
    async built() {
      worker.ref();
      return (await answer) ?? here();
    },
    close: () => void worker.terminate(),
  };
}

/** Whether this runs from the built package, whose thread it would start. */
function isBuilt(): boolean {
  return fileURLToPath(import.meta.url) === builtFile('src/export/rig/thread/rig-thread.js');
}

/** A head without its largest tables, which rigs do not look at. */
function withoutModes(head: HeadModel): HeadModel {
  const none = new Float32Array(0);
  return { ...head, identity: { ...head.identity, deltas: none }, albedo: { ...head.albedo, modes: none } };
}
