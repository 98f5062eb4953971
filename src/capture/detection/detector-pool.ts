import type { ByteImage } from '../../image/image.ts';
import type { DetectedLandmarks } from './detect-landmarks.ts';
import { startDetector } from './detector-process.ts';

/**
 * Finds the landmarks of all pictures, several at a time; each picture is looked at by one process alone, so that the
 * answers are the same on any number. Processes, not threads: what the networks took goes back to the system when they end,
 * and a fit needs it later.
 * @param onDone told of each picture that is done
 * @throws {AsmFitError} input: the networks are missing, or a process died twice
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
  const detectors = Array.from({ length: count }, startDetector);
  try {
    await Promise.all(detectors.map((detector) => work((image) => detector.detect(image))));
  } finally {
    for (const detector of detectors) detector.close();
  }
  return out;
}
