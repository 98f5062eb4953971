import { type ResourceLimits, Worker } from 'node:worker_threads';
import { builtFile, isBuilt } from '../../../files/package-files.ts';
import type { HeadModel } from '../../../head/head-model.ts';

/** A thread that answers what it is asked, each kind in the order in which it was asked for. */
export interface AskedThread<Asked, Answer extends { readonly kind: string }> {
  tell(asked: Asked): void;
  /** The next answer of a kind; null where the thread came to no end, and who asked does the work. */
  answerTo<Kind extends Answer['kind']>(kind: Kind): Promise<Extract<Answer, { kind: Kind }> | null>;
  /** Keeps the program running until the thread is closed. */
  awaited(): void;
  /** Ends the thread. */
  close(): void;
}

/**
 * Starts a thread, where there is one to spare and this runs from the built package.
 * @param threads that may be busy, this one included @param file of the package, built
 */
export function openAskedThread<Asked, Answer extends { readonly kind: string }>(
  threads: number,
  file: string,
  resourceLimits: ResourceLimits = {},
): AskedThread<Asked, Answer> | null {
  if (threads < 2 || !isBuilt()) return null;
  const worker = new Worker(builtFile(file), { resourceLimits });
  // Who only closes it need not wait for it.
  worker.unref();
  let closed = false;
  const ended = new Promise<null>((resolve) => {
    // What is wrong with the work is thrown where it is done again; a thread may also lack memory.
    worker.on('error', () => resolve(null));
    // Who closed it waits for nothing.
    worker.on('exit', () => closed || resolve(null));
  });
  const waiting = new Map<string, ((answer: Answer) => void)[]>();
  worker.on('message', (answer: Answer) => waiting.get(answer.kind)?.shift()?.(answer));
  return {
    tell: (asked) => worker.postMessage(asked),
    answerTo: <Kind extends Answer['kind']>(kind: Kind) => {
      type Own = Extract<Answer, { kind: Kind }>;
      const answered = new Promise<Own>((resolve) => {
        waiting.set(kind, [...(waiting.get(kind) ?? []), (answer) => resolve(answer as Own)]);
      });
      return Promise.race([ended, answered]);
    },
    awaited: () => worker.ref(),
    close: () => {
      closed = true;
      void worker.terminate();
    },
  };
}

/** A head without its largest tables, which rigs do not look at. */
export function withoutModes(head: HeadModel): HeadModel {
  const none = new Float32Array(0);
  return { ...head, identity: { ...head.identity, deltas: none }, albedo: { ...head.albedo, modes: none } };
}
