import type { LimitedWeights } from '../../../asm/skeleton/limited-weights.ts';
import type { HeadModel } from '../../../head/head-model.ts';
import { onceAHead } from '../../../head/once-a-head.ts';
import type { Kernels } from '../../../kernels/kernel.ts';
import { type BuiltFace, buildFace, createDecaRig, type FaceWork } from '../deca-rig.ts';
import { restInfluences } from '../weights/rest-influences.ts';
import { openAskedThread, withoutModes } from './asked-thread.ts';

/** What the thread is asked, one after another, of the head that it is told first; and what it answers. */
export type FaceThreadWork =
  | { readonly kind: 'head'; readonly head: HeadModel; readonly weights: LimitedWeights }
  | { readonly kind: 'face'; readonly work: FaceWork };
export interface FaceThreadAnswer {
  readonly kind: 'face';
  readonly built: BuiltFace;
}

/** Where the rigs of faces are built. */
export interface FaceRigs {
  /** Begins what the rigs of all faces on a head share. */
  prepare(head: HeadModel): void;
  /** Begins the rig of a face. @param kernels of this thread, should it come to build the rig */
  build(kernels: Kernels, head: HeadModel, work: FaceWork): Promise<BuiltFace>;
}

/** Lends a place where rigs are built to some work, and closes it however that ends. @param threads that may be busy */
export async function withFaceRigs<T>(threads: number, work: (rigs: FaceRigs) => Promise<T>): Promise<T> {
  const rigs = openFaceThread(threads);
  try {
    return await work(rigs);
  } finally {
    rigs.close();
  }
}

const rigOf = onceAHead((head) => createDecaRig(head, restInfluences(head)));

/**
 * A thread that builds the rigs of faces, the same as buildFace does, beside what else is made of them. This thread does it where there is
 * none to spare, and where the other came to no end.
 * @param threads that may be busy, this one included
 */
export function openFaceThread(threads: number): FaceRigs & { close(): void } {
  const thread = openAskedThread<FaceThreadWork, FaceThreadAnswer>(threads, 'program/export/rig/thread/face-worker.js');
  const buildHere: FaceRigs['build'] = async (kernels, head, work) => buildFace(kernels, rigOf(head), work);
  if (thread === null) return { prepare: () => {}, build: buildHere, close: () => {} };
  let told: HeadModel | null = null;
  const prepare = (head: HeadModel): void => {
    if (told === head) return;
    told = head;
    thread.tell({ kind: 'head', head: withoutModes(head), weights: restInfluences(head) });
  };
  return {
    prepare,
    async build(kernels, head, work) {
      prepare(head);
      thread.awaited();
      const answer = thread.answerTo('face');
      thread.tell({ kind: 'face', work });
      return (await answer)?.built ?? buildHere(kernels, head, work);
    },
    close: thread.close,
  };
}
