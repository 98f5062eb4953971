import type { ViewObservation } from '../../../src/fitting/evidence/landmarks/observation.ts';
import { type Camera, project } from '../../../src/geometry/camera.ts';
import { LIP_POINTS } from '../../../src/head/anatomy/lips/lip-points.ts';

/** What a detector hands on that saw lips at points of a head. @param points MediaPipe's [468, 3] mm */
export function observedLips(points: Float64Array, camera: Camera, confidence = 1): ViewObservation {
  const lips = LIP_POINTS.flatMap((l) => [...project(camera, points.subarray(3 * l, 3 * l + 3)).subarray(0, 2)]);
  return {
    scheme: 'mediapipe468',
    points: new Float64Array(936),
    confidence: new Float64Array(468).fill(confidence),
    irises: null,
    lips: Float64Array.from(lips),
  };
}
