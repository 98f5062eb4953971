import type { ByteImage } from '../../image/image.ts';
import type { DetectedLandmarks } from './detect-landmarks.ts';
import { startDetector } from './detector-process.ts';

/**
 * Finds the landmarks of all pictures, several at a time; each picture is looked at by one process alone, so that the
 * answers are the same on any number. Processes, not threads: what the networks took goes back to the system when they end,
 * and a fit needs it later.
 * @param onDone told of each picture that is done
 * @param signal ends the search, and its processes, with its reason
 * @throws {AsmFitError} input: the networks are missing, or a process died twice
 */
export async function detectLandmarks(
  images: readonly ByteImage[],
  processes: number,
  onDone: () => void,
  signal?: AbortSignal,
): Promise<(DetectedLandmarks | null)[]> {
  const out: (DetectedLandmarks | null)[] = new Array(images.length).fill(null);
  let next = 0;
  const work = async (detect: (image: ByteImage) => Promise<DetectedLandmarks | null>): Promise<void> => {
    while (next < images.length) {
      signal?.throwIfAborted();
      const index = next++;
      out[index] = await detect(images[index]);
      onDone();
    }
  };
  signal?.throwIfAborted();
  const count = Math.min(processes, images.length);
  if (processes < 2) {
    // Loaded here alone: a program that has it in other processes need not have it itself.
    const { createLandmarkDetector } = await import('./detect-landmarks.ts');
    const detector = await createLandmarkDetector();
    await work((image) => detector.detect(image));
    return out;
  }
  const detectors = Array.from({ length: count }, startDetector);
  const stop = (): void => {
    for (const detector of detectors) detector.close();
  };
  const works = detectors.map((detector) => work((image) => detector.detect(image)));
  signal?.addEventListener('abort', stop, { once: true });
  try {
    await Promise.all(works);
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', stop);
    stop();
    // Whoever is told of a failure finds no process that still answers.
    await Promise.allSettled(works);
  }
  return out;
}
