import { type Camera, project } from '../../geometry/camera.ts';
import type { LandmarkBias } from '../evidence/landmarks/landmark-bias.ts';
import type { Observation } from '../evidence/landmarks/observation.ts';
import { unbiasLandmarks } from '../evidence/landmarks/unbias-landmarks.ts';

/** MediaPipe's outer eye corners, right and left, and iBUG's. */
const OUTER_CORNERS: readonly (readonly [number, number])[] = [
  [33, 263],
  [468 + 36, 468 + 45],
];

export interface LandmarkError {
  /** Root mean square of the distances, weighted by confidence, photograph pixels. */
  readonly rmsPx: number;
  /** The same in per cent of the inter-ocular distance (outer eye corners). */
  readonly rmsPercentIod: number;
}

/**
 * Distance of projected landmarks from observed ones in a view. The inter-ocular distance is the model's,
 * in space, seen frontally: it does not shrink as the head turns. The detector's known bias is taken off.
 * Null where no landmark is observed, and where one lies behind the camera: nothing is seen there.
 * @param points landmarks on the head [L, 3] mm
 */
export function landmarkError(
  camera: Camera,
  points: Float64Array,
  raw: Observation,
  bias: LandmarkBias | null,
): LandmarkError | null {
  if (!(camera.translation[2] > 0)) return null;
  const observation = bias === null ? raw : unbiasLandmarks(raw, camera, bias);
  const pixels = project(camera, points);
  let sum = 0;
  let total = 0;
  for (let l = 0; l < observation.confidence.length; l++) {
    const c = observation.confidence[l];
    if (c === 0) continue;
    if (!(pixels[3 * l + 2] > 0)) return null;
    sum +=
      c * ((pixels[3 * l] - observation.points[2 * l]) ** 2 + (pixels[3 * l + 1] - observation.points[2 * l + 1]) ** 2);
    total += c;
  }
  if (total === 0) return null;
  const rmsPx = Math.sqrt(sum / total);
  const [right, left] = OUTER_CORNERS[observation.confidence[33] > 0 || observation.confidence[263] > 0 ? 0 : 1];
  const iod = Math.hypot(...[0, 1, 2].map((k) => points[3 * right + k] - points[3 * left + k]));
  const depth = (pixels[3 * right + 2] + pixels[3 * left + 2]) / 2;
  if (!(depth > 0)) return null;
  return { rmsPx, rmsPercentIod: (100 * rmsPx) / ((iod * (camera.fx + camera.fy)) / 2 / depth) };
}
