import { unitPyramid } from '../../../src/capture/detection/crop.ts';
import type { LandmarkDetector } from '../../../src/capture/detection/detect-landmarks.ts';
import type { DecaCodes } from '../../../src/deca/codes.ts';
import { encodeFace, faceBox } from '../../../src/deca/encoder.ts';
import type { DecaModel } from '../../../src/deca/reconstruct-face.ts';
import { loadImage } from '../../../src/image/load-image.ts';

/** Who says what a shape is. */
export const TELLERS = ['mean head', 'encoder', 'encoder and recogniser'] as const;

/** A photograph's face by each of {@link TELLERS}; what it does is the encoder's in all of them. */
export type ToldShapes = Readonly<Record<(typeof TELLERS)[number], DecaCodes>>;

/** Degrees: faces that are turned more tell little of a shape. */
const MAX_YAW = 45;

/** @param mean shape of the mean head [S] @returns null where no face near the front is found */
export async function toldShapes(
  path: string,
  { encoder, mirror }: DecaModel,
  detector: LandmarkDetector,
  mean: Float64Array,
): Promise<ToldShapes | null> {
  const { image } = await loadImage(path);
  const face = await detector.detect(image);
  if (face === null || Math.abs(face.headPose.yaw) > MAX_YAW) return null;
  const pyramid = unitPyramid(image);
  const { codes } = await encodeFace(encoder, mirror, pyramid, faceBox(face.points));
  const embedding = await encoder.embed(pyramid, face.points);
  return {
    'mean head': { ...codes, shape: mean },
    encoder: codes,
    'encoder and recogniser': { ...codes, shape: await encoder.identify(codes.shape, embedding) },
  };
}
