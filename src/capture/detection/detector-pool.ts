import { Worker } from 'node:worker_threads';
import { AsmFitError, type ErrorKind } from '../../errors.ts';
import { builtFile } from '../../kernels/built-file.ts';
import type { ByteImage } from '../image.ts';
import type { DetectedLandmarks } from './detect-landmarks.ts';

/** What goes to a thread of the pool, and what comes back. */
export interface DetectRequest {
  readonly image: ByteImage;
}

export type DetectAnswer =
  | { readonly kind: 'done'; readonly found: DetectedLandmarks | null }
  | { readonly kind: 'refused'; readonly error: ErrorKind; readonly message: string; readonly hint: string }
  | { readonly kind: 'failed'; readonly message: string };

/**
 * Finds the landmarks of all pictures, several at a time; each picture is looked at by one thread alone, so that the
 * answers are the same on any number.
 * @param onDone told of each picture that is done
 * @throws {AsmFitError} input: the networks are missing
 */
export async function detectLandmarks(
  images: readonly ByteImage[],
  threads: number,
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
  const count = Math.min(threads, images.length);
  if (count < 2) {
    // Loaded here alone, since onnxruntime takes its share of memory in every thread that has it.
    const { createLandmarkDetector } = await import('./detect-landmarks.ts');
    const detector = await createLandmarkDetector();
    await work((image) => detector.detect(image));
    return out;
  }
  const workers = Array.from({ length: count }, () => new Worker(builtFile('src/capture/detection/detect-worker.js')));
  try {
    await Promise.all(workers.map((worker) => work((image) => ask(worker, image))));
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
  return out;
}

function ask(worker: Worker, image: ByteImage): Promise<DetectedLandmarks | null> {
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      worker.off('message', answered);
      worker.off('error', failed);
    };
    const answered = (answer: DetectAnswer): void => {
      settle();
      if (answer.kind === 'done') resolve(answer.found);
      else if (answer.kind === 'refused') reject(new AsmFitError(answer.error, answer.message, answer.hint));
      else reject(new Error(answer.message));
    };
    const failed = (error: Error): void => {
      settle();
      reject(error);
    };
    worker.on('message', answered);
    worker.on('error', failed);
    worker.postMessage({ image } satisfies DetectRequest);
  });
}
