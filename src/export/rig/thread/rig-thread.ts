import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { builtFile } from '../../../files/package-files.ts';
import type { HeadModel } from '../../../head/head-model.ts';
import type { Kernels } from '../../../kernels/kernel.ts';
import { type BuiltRig, buildRig, type RigWork } from '../build-rig.ts';

/** What is new in the thread's memory may grow to this; a rig leaves little behind. */
const YOUNG_MB = 8;

/** Where a rig is built beside other work. */
export interface RigThread {
  /** Begins. @param kernels of this thread, should it come to build the rig */
  start(kernels: Kernels, work: RigWork): RigBuilding;
  /** Ends the thread. */
  close(): void;
}

/** A rig that is being built. */
export interface RigBuilding {
  /** Waits for it. */
  built(): Promise<BuiltRig>;
}

/**
 * A thread that builds a rig, the same as buildRig does, and loads what it needs until the work comes. This thread builds it, once it is
 * asked for, where there is none to spare, and where the other came to no end.
 * @param threads that may be busy, this one included
 */
export function openRigThread(threads: number): RigThread {
  if (threads < 2 || !isBuilt()) return { start: buildHere, close: () => {} };
  const worker = new Worker(builtFile('src/export/rig/thread/rig-worker.js'), {
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
    start(kernels, work) {
      worker.postMessage({ ...work, model: { ...work.model, head: withoutModes(work.model.head) } } satisfies RigWork);
      return {
        async built() {
          worker.ref();
          return (await answer) ?? buildRig(kernels, work);
        },
      };
    },
    close: () => void worker.terminate(),
  };
}

function buildHere(kernels: Kernels, work: RigWork): RigBuilding {
  return { built: async () => buildRig(kernels, work) };
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
