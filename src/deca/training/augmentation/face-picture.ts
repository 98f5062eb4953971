import type { Random } from '../../../geometry/random.ts';
import type { LinearImage } from '../../../image/image.ts';
import type { DecaCodes } from '../../codes.ts';

/** A picture of a face and what is true of it. */
export interface FacePicture {
  /** RGB in linear light. */
  readonly image: LinearImage;
  /** MediaPipe's 468, then iBUG's 68 [536, 2], pixels. */
  readonly landmarks: Float64Array;
  readonly codes: DecaCodes;
}

/** Another picture of a face from one: a pure function of it and of what the generator gives. */
export type Augmentation = (face: FacePicture, random: Random) => FacePicture;

/** An augmentation that changes pixels alone. */
export type ImageAugmentation = (image: LinearImage, random: Random) => LinearImage;

/** Leaves landmarks and codes as they are. */
export function onImage(augment: ImageAugmentation): Augmentation {
  return (face, random) => ({ ...face, image: augment(face.image, random) });
}

/** A picture with pixels of its own, to draw on. */
export function copyImage(image: LinearImage): LinearImage {
  return { ...image, data: image.data.slice() };
}

/** Corners of the right and of the left eye among MediaPipe's points. */
const EYE_CORNERS = [
  [33, 133],
  [362, 263],
] as const;

/** Centres of both eyes, pixels. */
export function eyesOf({ landmarks }: FacePicture): [number, number][] {
  return EYE_CORNERS.map(([a, b]) => [
    (landmarks[2 * a] + landmarks[2 * b]) / 2,
    (landmarks[2 * a + 1] + landmarks[2 * b + 1]) / 2,
  ]);
}
