import { type FaceBox, unitPyramid } from '../capture/detection/crop.ts';
import { type Camera, centredLens } from '../geometry/camera.ts';
import { multiply3, rotationFromAxisAngle } from '../geometry/rotation.ts';
import type { ByteImage } from '../image/image.ts';
import type { DecaCodes } from './codes.ts';
import { type Encoder, encodeFace, faceBox } from './encoder.ts';
import type { CropCodes } from './fuse-codes.ts';
import type { MirrorCodes } from './mirror-codes.ts';

/** What the encoder says of a photograph. */
export interface ViewCodes extends CropCodes {
  readonly box: FaceBox;
}

/** A face that was found in a photograph. */
export interface EncodedFace {
  /** Its 468 landmarks [468, 2] px. */
  readonly points: ArrayLike<number>;
  /** [128], the recogniser's; null where it was not asked yet. */
  readonly embedding: Float64Array | null;
}

/** All codes of a face; its shape is what crops of it and its embedding say together. */
export async function encodePhoto(
  encoder: Encoder,
  mirror: MirrorCodes,
  image: ByteImage,
  { points, embedding }: EncodedFace,
): Promise<ViewCodes> {
  const box = faceBox(points);
  const pyramid = unitPyramid(image);
  const { codes, logVariance } = await encodeFace(encoder, mirror, pyramid, box);
  const shape = await encoder.identify(codes.shape, embedding ?? (await encoder.embed(pyramid, points)));
  return { box, codes: { ...codes, shape }, logVariance };
}

/**
 * A pinhole camera that sees the head as the codes' scaled orthography does in the photograph, from a given distance:
 *   f = scale * size / 2 * distance
 * From far away the two agree everywhere; nearer, at the depth of the head's origin.
 */
export function cameraOfCodes(
  { headPose, camera }: Pick<DecaCodes, 'headPose' | 'camera'>,
  box: FaceBox,
  { width, height }: Pick<ByteImage, 'width' | 'height'>,
  distance: number,
): Camera {
  const upright = rotationFromAxisAngle(headPose[0], headPose[1], headPose[2]);
  const rotation = multiply3(rotationFromAxisAngle(0, 0, box.roll), multiply3([1, 0, 0, 0, -1, 0, 0, 0, -1], upright));
  const pixelsPerMm = (camera[0] * box.size) / 2;
  const [right, down] = [camera[1] * pixelsPerMm, -camera[2] * pixelsPerMm];
  const [cos, sin] = [Math.cos(box.roll), Math.sin(box.roll)];
  const x = box.x + cos * right - sin * down;
  const y = box.y + sin * right + cos * down;
  const focal = pixelsPerMm * distance;
  return {
    ...centredLens({ width, height }, focal),
    rotation,
    translation: Float64Array.of((x - width / 2) / pixelsPerMm, (y - height / 2) / pixelsPerMm, distance),
  };
}
