import { type ChildProcess, fork } from 'node:child_process';
import { AsmFitError, type ErrorKind } from '../../errors.ts';
import { builtFile } from '../../kernels/built-file.ts';
import type { ByteImage } from '../image.ts';
import type { DetectedLandmarks } from './detect-landmarks.ts';

/** What goes to a process of the pool, and what comes back. */
export interface DetectRequest {
  readonly image: ByteImage;
}

export type DetectAnswer =
  | { readonly kind: 'done'; readonly found: DetectedLandmarks | null }
  | { readonly kind: 'refused'; readonly error: ErrorKind; readonly message: string; readonly hint: string }
  | { readonly kind: 'failed'; readonly message: string };

/**
 * Finds the landmarks of all pictures, several at a time; each picture is looked at by one process alone, so that the
 * answers are the same on any number. Processes, not threads: what the networks took goes back to the system when they end,
 * and a fit needs it later.
 * @param onDone told of each picture that is done
 * @throws {AsmFitError} input: the networks are missing
 */
export async function detectLandmarks(
  images: readonly ByteImage[],
  processes: number,
  onDone: () => void,
): Promise<(DetectedLandmarks | null)[]> {
  const out: (DetectedLandmarks | null)[] = new Array(images.length).fill(null);
  let next = 0;
  const work = async (detect: (image: ByteImage) => Promise<DetectedLandmarks | null>): Promise<void> => {
    while (next < images.length) {
      const index = next++;
      out[index] = await detect(images[index]);
      onDone();
    }
  };
  const count = Math.min(processes, images.length);
  if (processes < 2) {
    // Loaded here alone: a program that has it in other processes need not have it itself.
    const { createLandmarkDetector } = await import('./detect-landmarks.ts');
    const detector = await createLandmarkDetector();
    await work((image) => detector.detect(image));
    return out;
  }
  const workers = Array.from({ length: count }, () =>
    fork(builtFile('src/capture/detection/detect-worker.js'), {
      serialization: 'advanced',
      execArgv: [],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    }),
  );
  try {
    await Promise.all(workers.map((worker) => work((image) => ask(worker, image))));
  } finally {
    for (const worker of workers) worker.kill();
  }
  return out;
}

function ask(worker: ChildProcess, image: ByteImage): Promise<DetectedLandmarks | null> {
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      worker.off('message', answered);
      worker.off('error', reject);
      worker.off('exit', ended);
    };
    const answered = (message: unknown): void => {
      settle();
      const answer = message as DetectAnswer;
      if (answer.kind === 'done') resolve(answer.found);
      else if (answer.kind === 'refused') reject(new AsmFitError(answer.error, answer.message, answer.hint));
      else reject(new Error(answer.message));
    };
    const ended = (code: number | null, signal: string | null): void => {
      settle();
      reject(new Error(`the landmark detector ended with ${signal ?? `exit code ${code}`}`));
    };
    worker.on('message', answered);
    worker.on('error', reject);
    worker.on('exit', ended);
    worker.send({ image } satisfies DetectRequest);
  });
}
