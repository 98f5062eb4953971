import { AsmFitError } from '../errors.ts';
import type { ByteImage } from '../image/image.ts';
import {
  edgeDistortion,
  type Intrinsics,
  undistortImage,
  undistortLabels,
  undistortMask,
  undistortPoints,
} from './distortion.ts';
import type { ViewLandmarks } from './landmark-file.ts';

/** Share of an edge's distance from the middle: lenses shrink by less, and a model that folds or doubles a picture is not one's. */
const MAX_EDGE_DISTORTION = 0.9;

/** A photograph and what lies on its pixels. */
export interface Picture {
  readonly image: ByteImage;
  /** [H, W] 1 where the picture counts; null for everywhere. */
  readonly mask: Uint8Array | null;
  /** [H, W] class of each pixel; null where it is not given. */
  readonly labels: Uint8Array | null;
  readonly landmarks: ViewLandmarks | null;
}

/** A lens that is no pinhole. */
export interface Lens extends Intrinsics {
  /** OpenCV's k1, k2, p1, p2, k3 .. k6 */
  readonly distortion: readonly number[];
}

/**
 * A picture, its mask, its labels and its landmarks as a pinhole camera with the same K would have taken them.
 * @param where of the message
 * @throws {AsmFitError} input: the coefficients move the picture's edges as no lens does
 */
export function pinholePicture({ image, mask, labels, landmarks }: Picture, lens: Lens, where: string): Picture {
  const { distortion } = lens;
  const moved = edgeDistortion(image, lens, distortion);
  if (!(moved <= MAX_EDGE_DISTORTION))
    throw new AsmFitError(
      'input',
      `${where}: distortion must leave the picture's edges near their place; received coefficients that move them by ${moved.toPrecision(2)} times their distance from the middle`,
      "coefficients are OpenCV's k1, k2, p1, p2, k3 .. k6, of x and y over z (not of pixels), and belong to this K",
    );
  return {
    image: undistortImage(image, lens, distortion),
    mask: mask === null ? null : undistortMask(mask, image, lens, distortion),
    labels: labels === null ? null : undistortLabels(labels, image, lens, distortion),
    landmarks: landmarks === null ? null : undistortLandmarks(landmarks, lens),
  };
}

function undistortLandmarks(landmarks: ViewLandmarks, lens: Lens): ViewLandmarks {
  const { points, irises } = landmarks;
  const { distortion } = lens;
  return {
    ...landmarks,
    points: undistortPoints(points, lens, distortion),
    irises: irises === null ? null : undistortPoints(irises, lens, distortion),
  };
}
