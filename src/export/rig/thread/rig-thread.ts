import { type HairShaper, type HairWork, type ShapedHair, shapeHair } from '../../../fitting/hair/shell-hair.ts';
import type { HeadModel } from '../../../head/head-model.ts';
import { withKernels } from '../../../kernels/runtime/with-kernels.ts';
import { type BuiltRig, buildRig, type RigWork } from '../build-rig.ts';
import { openAskedThread, withoutModes } from './asked-thread.ts';

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
  /** Begins a rig, the last that is asked for. */
  start(work: RigWork): RigBuilding;
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
  const thread = openAskedThread<ThreadWork, ThreadAnswer>(threads, 'program/export/rig/thread/rig-worker.js', {
    maxYoungGenerationSizeMb: YOUNG_MB,
  });
  if (thread === null)
    return {
      start: (work) => ({ built: () => buildHere(work) }),
      shapeHair: async (kernels, work) => shapeHair(kernels, work),
      close: () => {},
    };
  let told: HeadModel | null = null;
  const ask = (head: HeadModel, asked: ThreadWork): void => {
    if (told !== head) thread.tell({ kind: 'head', head: withoutModes(head) });
    told = head;
    thread.tell(asked);
  };
  return {
    start(work) {
      const answer = thread.answerTo('rig');
      const { head, ...model } = work.model;
      ask(head, { kind: 'rig', work: { ...work, model } });
      return {
        async built() {
          thread.awaited();
          return (await answer)?.built ?? buildHere(work);
        },
      };
    },
    async shapeHair(kernels, work) {
      thread.awaited();
      const answer = thread.answerTo('hair');
      const { head, ...asked } = work;
      ask(head, { kind: 'hair', work: asked });
      const answered = await answer;
      return answered === null ? shapeHair(kernels, work) : answered.shaped;
    },
    close: thread.close,
  };
}

/** With kernels of its own: those of the fit may have given their memory back. */
function buildHere(work: RigWork): Promise<BuiltRig> {
  return withKernels(1, async (kernels) => buildRig(kernels, work));
}
