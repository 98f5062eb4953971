import { channelPlanes, cropBox, unitPyramid } from '../../../src/capture/detection/crop.ts';
import { loadFaceTopology } from '../../../src/capture/detection/face-topology.ts';
import { loadCapture } from '../../../src/capture/load-capture.ts';
import { packCodes } from '../../../src/deca/codes.ts';
import { faceBox } from '../../../src/deca/encoder.ts';
import { locateFaces } from '../../../src/deca/find-faces.ts';
import { createMirrorCodes } from '../../../src/deca/mirror-codes.ts';
import { ENCODER_INPUT } from '../../../src/deca/network/feature-graph.ts';
import { createAugmentations } from '../../../src/deca/training/augmentation/augment-face.ts';
import type { Alignment } from '../../../src/deca/training/augmentation/augmentation-names.ts';
import type { FacePicture } from '../../../src/deca/training/augmentation/face-picture.ts';
import type { EncoderBasis } from '../../../src/deca/training/encoder-basis.ts';
import { createFaceSampler } from '../../../src/deca/training/scenes/render-faces.ts';
import { loadWardrobe } from '../../../src/deca/training/scenes/wardrobe.ts';
import { randomStream } from '../../../src/geometry/random.ts';
import { byteImage } from '../../../src/image/image.ts';
import { openKernels } from '../../../src/kernels/runtime/wasm-kernels.ts';
import type { CaptureWithTruth } from '../true-captures.ts';

/** Frozen features of pictures that no training saw, and what is true of the rendered ones. */
export interface TestPictures {
  /** Of each picture [F]. */
  readonly features: readonly Float32Array[];
  /** Codes and landmarks of the loss of each, as training's rows have them; empty where truth is a scan. */
  readonly codes: readonly Float32Array[];
  readonly landmarks: readonly Float32Array[];
}

/** Views of a capture, each cut as its crops are in training. */
export async function capturePictures(
  { network }: EncoderBasis,
  { folder }: CaptureWithTruth,
  alignment: Alignment,
): Promise<TestPictures> {
  const { views } = await loadCapture(folder);
  const features: Float32Array[] = [];
  for await (const [frame, face] of locateFaces(views, { threads: 1, strict: false })) {
    if (face === null) continue;
    const box = faceBox(face.points);
    const upright = alignment === 'landmarks' ? box : { ...box, roll: 0 };
    const crop = cropBox(unitPyramid(frame.image), { box: upright, size: ENCODER_INPUT, mirrored: false });
    features.push((await network.features(channelPlanes(crop))).slice());
  }
  return { features, codes: [], landmarks: [] };
}

/** Rendered people of other seeds than training's: each as he is, and behind a hand and a patch. */
export async function renderedPictures(
  basis: EncoderBasis,
  alignment: Alignment,
  people: number,
): Promise<{ readonly clear: TestPictures; readonly occluded: TestPictures }> {
  const { decoder } = basis;
  const kernels = openKernels(1);
  try {
    const sample = createFaceSampler(kernels, decoder, await loadWardrobe(decoder.head, null));
    const { hand, patch } = createAugmentations(loadFaceTopology(), createMirrorCodes(decoder));
    const clear: FacePicture[] = [];
    const occluded: FacePicture[] = [];
    for (let p = 0; p < people; p++)
      for (const [c, face] of sample({ seed: TEST_SEED + p, crops: 2, alignment }).entries()) {
        clear.push(face);
        occluded.push((c === 0 ? hand : patch)(face, randomStream(TEST_SEED + p, c)));
      }
    return { clear: await featuresOf(basis, clear), occluded: await featuresOf(basis, occluded) };
  } finally {
    kernels.close();
  }
}

/** Far from those of training sets. */
const TEST_SEED = 900_000_001;

async function featuresOf({ network, loss }: EncoderBasis, faces: readonly FacePicture[]): Promise<TestPictures> {
  const features: Float32Array[] = [];
  for (const { image } of faces) {
    const bytes = byteImage(image).data;
    const pixels = Float32Array.from(bytes, (value) => value / 255);
    features.push((await network.features(channelPlanes(pixels))).slice());
  }
  return {
    features,
    codes: faces.map(({ codes }) => Float32Array.from(packCodes(codes))),
    landmarks: faces.map(({ landmarks, image: { width, height } }) =>
      Float32Array.from([
        ...loss.landmarks.map((l) => (2 * landmarks[2 * l]) / width - 1),
        ...loss.landmarks.map((l) => 1 - (2 * landmarks[2 * l + 1]) / height),
      ]),
    ),
  };
}
