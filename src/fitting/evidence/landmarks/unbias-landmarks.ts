import { type Camera, headPoseDegrees, pixelsPerMm } from '../../../geometry/camera.ts';
import { biasAt, type LandmarkBias } from './landmark-bias.ts';
import type { Observation } from './observation.ts';

/** Takes the detector's known bias at this pose off the observed points. The observations stay as they are. */
export function unbiasLandmarks(observation: Observation, camera: Camera, bias: LandmarkBias): Observation {
  const { yaw, pitch, roll } = headPoseDegrees(camera.rotation);
  const offsets = biasAt(bias, yaw, pitch);
  const scale = pixelsPerMm(camera);
  // Positive roll in head axes is counter-clockwise as seen; the image's y points down.
  const angle = (-roll * Math.PI) / 180;
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const points = observation.points.slice();
  for (let i = 0; i < offsets.length; i += 2) {
    points[i] -= scale * (cos * offsets[i] - sin * offsets[i + 1]);
    points[i + 1] -= scale * (sin * offsets[i] + cos * offsets[i + 1]);
  }
  return { points, confidence: observation.confidence };
}
