import type { ByteImage } from '../../image/image.ts';
import { unitPyramid } from '../detection/crop.ts';
import type { DetectedLandmarks, LandmarkDetector } from '../detection/detect-landmarks.ts';
import type { FaceRecognizer } from './face-recognizer.ts';

/** A face, and what tells whose it is. */
export interface RecognizedFace extends DetectedLandmarks {
  /** [128]: see {@link FaceRecognizer}. */
  readonly embedding: Float64Array;
}

/** All faces of a photograph, the largest near the middle first. */
export async function recognizeFaces(
  detector: LandmarkDetector,
  recognizer: FaceRecognizer,
  image: ByteImage,
): Promise<RecognizedFace[]> {
  const pyramid = unitPyramid(image);
  const faces: RecognizedFace[] = [];
  for (const face of await detector.detectAll(pyramid))
    faces.push({ ...face, embedding: await recognizer.embed(pyramid, face.points) });
  return faces;
}
