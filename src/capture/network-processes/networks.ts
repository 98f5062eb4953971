import type { ByteImage } from '../../image/image.ts';
import {
  createLandmarkDetector,
  type DetectedLandmarks,
  type LandmarkDetector,
} from '../detection/detect-landmarks.ts';
import type { FaceLook } from '../detection/look-at-face.ts';
import { type FaceRecognizer, loadFaceRecognizer } from '../recognition/face-recognizer.ts';
import { type RecognizedFace, recognizeFaces } from '../recognition/recognize-faces.ts';
import { loadSegmenter } from '../segmentation/segmenter.ts';

/** The networks that look at photographs; each is loaded when it is first asked. */
export interface Networks {
  /** The largest face near the middle; null where the picture shows none. */
  detect(image: ByteImage): Promise<DetectedLandmarks | null>;
  /**
   * All faces, the largest near the middle first, and what tells whose they are.
   * @param onSent told when the picture is where it is looked at
   */
  recognize(image: ByteImage, onSent?: () => void): Promise<RecognizedFace[]>;
  /** A short look, for a choice among many pictures; null where none shows a face for sure. */
  look(image: ByteImage): Promise<FaceLook | null>;
  /**
   * @param pixels [S, S, 3] sRGB in 0..1, S as {@link Segmenter} has it
   * @returns the classes' probabilities [S, S, C]
   */
  classify(pixels: Float32Array): Promise<Float32Array>;
}

/** Those of this thread. @param detector where it is on its way already */
export function networksHere(detector: Promise<LandmarkDetector> | null = null): Networks {
  let finder = detector;
  let recognizer: Promise<FaceRecognizer> | null = null;
  let segmenter: ReturnType<typeof loadSegmenter> | null = null;
  return {
    async detect(image) {
      finder ??= createLandmarkDetector();
      return (await finder).detect(image);
    },
    async recognize(image, onSent = () => {}) {
      onSent();
      finder ??= createLandmarkDetector();
      recognizer ??= loadFaceRecognizer();
      return recognizeFaces(await finder, await recognizer, image);
    },
    async look(image) {
      finder ??= createLandmarkDetector();
      return (await finder).look(image);
    },
    async classify(pixels) {
      segmenter ??= loadSegmenter();
      return (await segmenter).classify(pixels);
    },
  };
}
