import type { ByteImage } from '../../image/image.ts';
import {
  createLandmarkDetector,
  type DetectedLandmarks,
  type LandmarkDetector,
} from '../detection/detect-landmarks.ts';
import type { FaceLook } from '../detection/look-at-face.ts';
import { loadSegmenter } from '../segmentation/segmenter.ts';

/** The networks that look at photographs; each is loaded when it is first asked. */
export interface Networks {
  /** Null where the picture shows no face. @param onSent told when the picture is where it is looked at */
  detect(image: ByteImage, onSent?: () => void): Promise<DetectedLandmarks | null>;
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
  let segmenter: ReturnType<typeof loadSegmenter> | null = null;
  return {
    async detect(image, onSent = () => {}) {
      onSent();
      finder ??= createLandmarkDetector();
      return (await finder).detect(image);
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
