import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { builtFile } from '../../../files/package-files.ts';
import { type HairShaper, type HairWork, type ShapedHair, shapeHair } from '../../../fitting/hair/shell-hair.ts';
import type { HeadModel } from '../../../head/head-model.ts';
import type { Kernels } from '../../../kernels/kernel.ts';
import { type BuiltRig, buildRig, type RigWork } from '../build-rig.ts';

/** What is new in the thread's memory may grow to this; a rig leaves little behind. */
const YOUNG_MB = 8;

/** What the thread is asked, one after another, of the head that it is told first; and what it answers. */
export type ThreadWork =
  | { readonly kind: 'head'; readonly head: HeadModel }
  | { readonly kind: 'rig'; readonly work: WithoutHead<RigWork, 'model'> }
  | { readonly kind: 'hair'; readonly work: Omit<HairWork, 'head'> };
type WithoutHead<Work, Field extends keyof Work> = Omit<Work, Field> & {
  readonly [F in Field]: Omit<Work[F], 'head'>;
};
export type ThreadAnswer =
  | { readonly kind: 'rig'; readonly built: BuiltRig }
  | { readonly kind: 'hair'; readonly shaped: ShapedHair | null };

/** Where a rig, and the shape of its hair, are made beside other work. */
export interface RigThread {
  /** Begins a rig, the last that is asked for. @param kernels of this thread, should it come to build the rig */
  start(kernels: Kernels, work: RigWork): RigBuilding;
  /** Begins before the rig. */
  readonly shapeHair: HairShaper;
  /** Ends the thread. */
  close(): void;
}

/** A rig that is being built. */
export interface RigBuilding {
  /** Waits for it. */
  built(): Promise<BuiltRig>;
}

/**
 * A thread that builds a rig and shapes hair, the same as buildRig and shapeHair do, and loads what it needs until the work comes. This
 * thread does it, once it is asked for, where there is none to spare, and where the other came to no end.
 * @param threads that may be busy, this one included
 */
export function openRigThread(threads: number): RigThread {
  if (threads < 2 || !isBuilt())
    return {
      start: (kernels, work) => ({ built: async () => buildRig(kernels, work) }),
      shapeHair: async (kernels, work) => shapeHair(kernels, work),
      close: () => {},
    };
  const worker = new Worker(builtFile('src/export/rig/thread/rig-worker.js'), {
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
  });
  // Who only closes it need not wait for it.
  worker.unref();
  let closed = false;
  const ended = new Promise<null>((resolve) => {
    // What is wrong with the work is thrown where it is done again; a thread may also lack memory.
    worker.on('error', () => resolve(null));
    // Who closed it waits for nothing.
    worker.on('exit', () => closed || resolve(null));
  });
  const answerTo = <Kind extends ThreadAnswer['kind']>(
    kind: Kind,
  ): Promise<Extract<ThreadAnswer, { kind: Kind }> | null> =>
    Promise.race([
      ended,
      new Promise<Extract<ThreadAnswer, { kind: Kind }>>((resolve) => {
        worker.on('message', (answer: ThreadAnswer) => {
          if (answer.kind === kind) resolve(answer as Extract<ThreadAnswer, { kind: Kind }>);
        });
      }),
    ]);
  let told: HeadModel | null = null;
  const ask = (head: HeadModel, asked: ThreadWork): void => {
    if (told !== head) worker.postMessage({ kind: 'head', head: withoutModes(head) } satisfies ThreadWork);
    told = head;
    worker.postMessage(asked);
  };
  return {
    start(kernels, work) {
      const answer = answerTo('rig');
      const { head, ...model } = work.model;
      ask(head, { kind: 'rig', work: { ...work, model } });
      return {
        async built() {
          worker.ref();
          return (await answer)?.built ?? buildRig(kernels, work);
        },
      };
    },
    async shapeHair(kernels, work) {
      worker.ref();
      const answer = answerTo('hair');
      const { head, ...asked } = work;
      ask(head, { kind: 'hair', work: asked });
      const answered = await answer;
      return answered === null ? shapeHair(kernels, work) : answered.shaped;
    },
    close: () => {
      closed = true;
      void worker.terminate();
    },
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
