import { type Camera, headPoseDegrees, pixelsPerMm } from '../../../geometry/camera.ts';
import { PARTED_MM } from '../../unknowns/view-expressions.ts';
import { atYaw, biasAt, type LandmarkBias, type OpenMouthBias } from './landmark-bias.ts';
import { DETECTOR_NOISE, landmarkErrorMm } from './landmark-noise.ts';
import { lipPartings } from './lip-partings.ts';
import type { Observation } from './observation.ts';

/** Points that stray where a mouth is open stray together: so many of them are worth one. */
const ALIKE = 4;

/**
 * Takes the detector's known bias at this pose off the observed points, and trusts those less that stray where the mouth is
 * open. The observations stay as they are.
 */
export function unbiasLandmarks(observation: Observation, camera: Camera, bias: LandmarkBias): Observation {
  const { yaw, pitch, roll } = headPoseDegrees(camera.rotation);
  const { openMouth } = bias;
  const [own] = lipPartings([observation]);
  const parted = beyondShut(own);
  const offsets = biasAt(bias, yaw, pitch);
  if (openMouth !== null && parted > 0)
    atYaw(openMouth.yaws, openMouth.offsetsPerMm, yaw).forEach((x, i) => {
      offsets[i] += parted * x;
    });
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
  const { confidence } = observation;
  // Where the other views' lips are farther apart, this one's show nothing of it.
  const atMost = Math.max(parted, beyondShut(observation.partingMm ?? null));
  const sure = openMouth === null || atMost === 0;
  return { points, confidence: sure ? confidence : doubted(confidence, openMouth, { parted: atMost, yaw }) };
}

/** How far lips are parted beyond shut ones, mm. */
function beyondShut(parting: number | null): number {
  return parting === null ? 0 : Math.max(0, parting - PARTED_MM);
}

/** c <- c/(1 + n (e m/s)^2): e a point's spread for each mm, m mm of parting, s its error over shut lips, n points alike. */
function doubted(
  confidence: Float64Array,
  { yaws, spreadPerMm }: OpenMouthBias,
  { parted, yaw }: { readonly parted: number; readonly yaw: number },
): Float64Array {
  const sigma = landmarkErrorMm(DETECTOR_NOISE, yaw);
  const out = confidence.slice();
  atYaw(yaws, spreadPerMm, yaw).forEach((spread, l) => {
    out[l] /= 1 + ALIKE * ((spread * parted) / sigma) ** 2;
  });
  return out;
}
