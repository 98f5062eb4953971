import { dot3, unit } from '../../geometry/vector3.ts';
import { IRIS_POINTS } from './attention-mesh.ts';

/** What a face does in a picture; lengths over the distance of the outer corners of its eyes. */
export interface FaceMoment {
  /** Between the lips; 0 where they are closed. */
  readonly mouthGap: number;
  /** From corner to corner: a smile's is larger, a pout's smaller. */
  readonly mouthWidth: number;
  /** How far its corners hang below its middle: a smile's rise, a sulk's hang. */
  readonly mouthDroop: number;
  /** Between the lids, both eyes' mean. */
  readonly eyeOpening: number;
  /** How far the irises stand aside of the middle between the corners, both eyes' mean, of an eye's width: -1/2..1/2. */
  readonly gazeAside: number;
}

/** MediaPipe's points. */
const LIPS = [13, 14] as const;
const MOUTH_CORNERS = [61, 291] as const;
const OUTER_CORNERS = [33, 263] as const;
/** The forehead's top and the chin, which lie one below the other whichever way the head nods. */
const UPRIGHT = [10, 152] as const;
/** Corners from left to right in the picture, then the lids' middles, of the right eye and of the left. */
const EYES = [
  { corners: [33, 133], lids: [159, 145] },
  { corners: [362, 263], lids: [386, 374] },
] as const;

/**
 * @param points [468, 3] pixels, depth in the same unit @param irises [10, 2] pixels: MediaPipe's points 468 to 477
 */
export function faceMoment(points: ArrayLike<number>, irises: ArrayLike<number>): FaceMoment {
  const from = (a: number, b: number): number[] => [0, 1, 2].map((c) => points[3 * b + c] - points[3 * a + c]);
  const apart = ([a, b]: readonly [number, number]): number => Math.hypot(...from(a, b));
  const down = unit(from(...UPRIGHT));
  const hangs = LIPS.flatMap((lip) => MOUTH_CORNERS.map((corner) => dot3(from(lip, corner), down)));
  const size = apart(OUTER_CORNERS);
  const aside = EYES.map(({ corners: [a, b] }, eye) => {
    const [dx, dy] = from(a, b);
    const [x, y] = [0, 1].map((c) => irises[2 * IRIS_POINTS * eye + c] - points[3 * a + c]);
    return (x * dx + y * dy) / (dx * dx + dy * dy) - 0.5;
  });
  return {
    mouthGap: apart(LIPS) / size,
    mouthWidth: apart(MOUTH_CORNERS) / size,
    mouthDroop: hangs.reduce((sum, one) => sum + one, 0) / hangs.length / size,
    eyeOpening: (apart(EYES[0].lids) + apart(EYES[1].lids)) / 2 / size,
    gazeAside: (aside[0] + aside[1]) / 2,
  };
}
