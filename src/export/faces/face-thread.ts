import type { LimitedWeights } from '../../asm/skeleton/limited-weights.ts';
import type { HeadModel } from '../../head/head-model.ts';
import { onceAHead } from '../../head/once-a-head.ts';
import { GLB } from '../formats/glb/glb.ts';
import { writeFormats } from '../formats/write-formats.ts';
import { type BuiltFace, buildFace, createDecaRig, type FaceWork } from '../rig/deca-rig.ts';
import type { RiggedHead } from '../rig/rigged-head.ts';
import { openAskedThread, withoutModes } from '../rig/thread/asked-thread.ts';
import type { FaceFile, FaceRigs } from '../rig/thread/face-rigs.ts';
import { restInfluences } from '../rig/weights/rest-influences.ts';

/** What the thread is asked, one after another, of the head that it is told first; and what it answers. */
export type FaceThreadWork =
  | { readonly kind: 'head'; readonly head: HeadModel; readonly weights: LimitedWeights }
  | { readonly kind: 'face'; readonly work: FaceWork }
  /** Of the face that was asked for last. */
  | { readonly kind: 'glb'; readonly rig: Omit<RiggedHead, 'primitives'>; readonly stem: string };
export type FaceThreadAnswer =
  | { readonly kind: 'face'; readonly built: BuiltFace }
  | { readonly kind: 'glb'; readonly files: readonly FaceFile[] };

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

/** The files of the format `glb`, as {@link FaceRigs} has them. */
export async function glbFiles(rig: RiggedHead, stem: string): Promise<readonly FaceFile[]> {
  const files: FaceFile[] = [];
  await writeFormats(rig, stem, { formats: [GLB] }, (name, content) => files.push({ name, content }));
  return files;
}

/**
 * A thread that builds the rigs of faces, the same as buildFace does, and writes them, beside what else is made of them. This thread does it where there is
 * none to spare, and where the other came to no end.
 * @param threads that may be busy, this one included
 */
export function openFaceThread(threads: number): FaceRigs & { close(): void } {
  const thread = openAskedThread<FaceThreadWork, FaceThreadAnswer>(threads, 'program/export/faces/face-worker.js');
  const buildHere: FaceRigs['build'] = async (kernels, head, work) => buildFace(kernels, rigOf(head), work);
  if (thread === null) return { prepare: () => {}, build: buildHere, glb: glbFiles, close: () => {} };
  let told: HeadModel | null = null;
  // What was asked for last, and came, the thread still has.
  let last: FaceWork | null = null;
  let held: BuiltFace | null = null;
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
      [last, held] = [work, null];
      thread.tell({ kind: 'face', work });
      const built = (await answer)?.built ?? null;
      if (last === work) held = built;
      return built ?? buildHere(kernels, head, work);
    },
    async glb(rig, stem) {
      const { primitives, ...asked } = rig;
      if (primitives !== held?.rigged.primitives) return glbFiles(rig, stem);
      const answer = thread.answerTo('glb');
      thread.tell({ kind: 'glb', rig: asked, stem });
      return (await answer)?.files ?? glbFiles(rig, stem);
    },
    close: thread.close,
  };
}
