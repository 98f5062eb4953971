import { loadFaceTopology } from '../../../capture/detection/face-topology.ts';
import { randomStream } from '../../../geometry/random.ts';
import { byteImage } from '../../../image/image.ts';
import type { Kernels } from '../../../kernels/kernel.ts';
import type { DecaCodes } from '../../codes.ts';
import type { MorphableDecoder } from '../../decode/morphable-decoder.ts';
import { createMirrorCodes } from '../../mirror-codes.ts';
import { augmentFace, createAugmentations } from '../augmentation/augment-face.ts';
import type { AugmentationName } from '../augmentation/augmentation-names.ts';
import type { FacePicture } from '../augmentation/face-picture.ts';
import { createFaceSampler, type FaceRequest } from './render-faces.ts';
import type { Wardrobe } from './wardrobe.ts';

/** One rendered crop and all that is true of it. */
export interface TrainingScene {
  /** RGB planes [3, 224, 224], bytes */
  readonly crop: Uint8Array;
  readonly codes: DecaCodes;
  /** MediaPipe's 468, then iBUG's 68 [536, 2], in [-1, 1] of the crop, y up */
  readonly landmarks: Float64Array;
}

/** Which people, and what is done to their pictures. */
export interface SceneRequest extends FaceRequest {
  readonly augmentations: readonly AugmentationName[];
}

/** Below a person's seed: the same heads under the same light, whatever is done to their pictures. */
const AUGMENTATION_STREAM = 1;

/** Draws a person, a few crops of them, each augmented by chance, all from one seed. */
export function createSceneSampler(
  kernels: Kernels,
  decoder: MorphableDecoder,
  wardrobe: Wardrobe,
): (request: SceneRequest) => TrainingScene[] {
  const sampleFaces = createFaceSampler(kernels, decoder, wardrobe);
  const augmentations = createAugmentations(loadFaceTopology(), createMirrorCodes(decoder));
  return (request) =>
    sampleFaces(request).map((face, c) =>
      sceneOf(
        augmentFace(augmentations, request.augmentations, face, randomStream(request.seed, AUGMENTATION_STREAM, c)),
      ),
    );
}

/** A picture as training keeps it. */
function sceneOf({ image, landmarks, codes }: FacePicture): TrainingScene {
  const { width, height } = image;
  const bytes = byteImage(image).data;
  const count = width * height;
  const crop = new Uint8Array(3 * count);
  for (let i = 0; i < count; i++) for (let c = 0; c < 3; c++) crop[c * count + i] = bytes[3 * i + c];
  const places = landmarks.map((x, k) => (k % 2 === 0 ? (2 * x) / width - 1 : 1 - (2 * x) / height));
  return { crop, codes, landmarks: places };
}
