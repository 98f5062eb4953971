import { IRIS_POINTS } from './attention-mesh.ts';

/** What a face does in a picture; lengths over the distance of the outer corners of its eyes. */
export interface FaceMoment {
  /** Between the lips; 0 where they are closed. */
  readonly mouthGap: number;
  /** From corner to corner: a smile's is larger, a pout's smaller. */
  readonly mouthWidth: number;
  /** Between the lids, both eyes' mean. */
  readonly eyeOpening: number;
  /** How far the irises stand aside of the middle between the corners, both eyes' mean, of an eye's width: -1/2..1/2. */
  readonly gazeAside: number;
}

/** MediaPipe's points. */
const LIPS = [13, 14] as const;
const MOUTH_CORNERS = [61, 291] as const;
const OUTER_CORNERS = [33, 263] as const;
/** Corners from left to right in the picture, then the lids' middles, of the right eye and of the left. */
const EYES = [
  { corners: [33, 133], lids: [159, 145] },
  { corners: [362, 263], lids: [386, 374] },
] as const;

/**
 * @param points [468, 3] pixels, depth in the same unit @param irises [10, 2] pixels: MediaPipe's points 468 to 477
 */
export function faceMoment(points: ArrayLike<number>, irises: ArrayLike<number>): FaceMoment {
  const apart = ([a, b]: readonly [number, number]): number =>
    Math.hypot(...[0, 1, 2].map((c) => points[3 * a + c] - points[3 * b + c]));
  const size = apart(OUTER_CORNERS);
  const aside = EYES.map(({ corners: [a, b] }, eye) => {
    const [dx, dy] = [0, 1].map((c) => points[3 * b + c] - points[3 * a + c]);
    const [x, y] = [0, 1].map((c) => irises[2 * IRIS_POINTS * eye + c] - points[3 * a + c]);
    return (x * dx + y * dy) / (dx * dx + dy * dy) - 0.5;
  });
  return {
    mouthGap: apart(LIPS) / size,
    mouthWidth: apart(MOUTH_CORNERS) / size,
    eyeOpening: (apart(EYES[0].lids) + apart(EYES[1].lids)) / 2 / size,
    gazeAside: (aside[0] + aside[1]) / 2,
  };
}
