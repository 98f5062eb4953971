import type { ByteImage } from '../../image/image.ts';
import type { DetectedLandmarks } from '../detection/detect-landmarks.ts';
import type { RecognizedFace } from '../recognition/recognize-faces.ts';
import { type NetworkPool, openNetworkPool, type Sharing } from './network-pool.ts';

/**
 * Finds the landmarks of all pictures in processes of its own, several at a time.
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
  signal?.throwIfAborted();
  if (images.length === 0) return [];
  const pool = openNetworkPool(processes);
  try {
    return await pool.share(images, (networks, image) => networks.detect(image), { onDone, signal });
  } finally {
    pool.close();
  }
}

/**
 * All faces of each picture, the largest near the middle first, and what tells whose they are, in processes that the caller has.
 * @param onSent told whenever a process has its picture: until then this thread must take its turns
 */
export function recognizeIn(
  pool: NetworkPool,
  images: readonly ByteImage[],
  sharing: Sharing,
  onSent: () => void = () => {},
): Promise<RecognizedFace[][]> {
  return pool.share(images, (networks, image) => networks.recognize(image, onSent), sharing);
}
