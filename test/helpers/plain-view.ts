import type { View } from '../../src/capture/load-capture.ts';
import type { ByteImage } from '../../src/image/image.ts';

/** A photograph of which nothing is known. */
export function plainView(index: number, image: ByteImage): View {
  return {
    index,
    name: `${index}.jpg`,
    image,
    mask: null,
    labels: null,
    camera: null,
    cameraKey: 'one',
    lensKnown: false,
    focalPrior: { focal: 1000, sigmaLog: 0.1 },
    landmarks: null,
    expression: null,
  };
}
