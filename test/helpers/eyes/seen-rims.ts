import type { ObservedCapture } from '../../../src/fitting/evidence/observe-views.ts';
import { type Camera, centredLens, project } from '../../../src/geometry/camera.ts';
import { multiply3, rotationFromAxisAngle } from '../../../src/geometry/rotation.ts';
import { findSlits } from '../../../src/head/anatomy/slits.ts';
import { loadBundledHead } from '../../../src/head/bundled/bundled-head.ts';

const head = loadBundledHead();
const DEGREE = Math.PI / 180;

/** A camera that sees a face from so far aside, degrees. */
export function cameraAt(yaw: number, roll = 0): Camera {
  // The head looks along +z, the camera along -z of its own.
  const turned = multiply3(rotationFromAxisAngle(0, 0, roll * DEGREE), rotationFromAxisAngle(0, yaw * DEGREE, 0));
  const rotation = multiply3(Float64Array.of(1, 0, 0, 0, -1, 0, 0, 0, -1), turned);
  const lens = centredLens({ width: 1000, height: 1000 }, 2000);
  return { ...lens, rotation, translation: Float64Array.of(0, 0, 600) };
}

/** The rims as a network sees them on a head: sixteen points an eye, as LID_RIMS goes. */
export function rimsOn(positions: Float64Array, camera: Camera, lowerInMm: number): Float64Array {
  const points = (['right', 'left'] as const).flatMap((side) => {
    const { upper, lower } = findSlits(head)[side];
    const pixel = (v: number, upMm = 0): number[] => {
      const [x, y, z] = [0, 1, 2].map((k) => positions[3 * v + k]);
      return Array.from(project(camera, [x, y + upMm, z]).subarray(0, 2));
    };
    // Outer corners lie away from the nose.
    const ordered = (line: readonly number[]): number[] =>
      [...line].sort((a, b) => Math.abs(positions[3 * b]) - Math.abs(positions[3 * a]));
    const corners = [lower[0], lower[lower.length - 1]];
    const [outer, inner] = ordered(corners);
    const along = (line: readonly number[], share: number, upMm: number): number[] => {
      const at = share * (line.length - 1);
      const [a, b] = [Math.floor(at), Math.ceil(at)].map((i) => pixel(line[i], upMm));
      return a.map((x, k) => x + (at - Math.floor(at)) * (b[k] - x));
    };
    const lowerLine = ordered(lower);
    const upperLine = [outer, ...ordered(upper), inner];
    const shares = Array.from({ length: 7 }, (_, i) => (i + 1) / 8);
    return [
      pixel(outer),
      ...shares.map((share) => along(upperLine, share, 0)),
      pixel(inner),
      ...shares.map((share) => along(lowerLine, 1 - share, lowerInMm)),
    ];
  });
  return Float64Array.from(points.flat());
}

/** What a detector hands on that saw such rims. */
export function observed(rims: Float64Array, confidence = 1) {
  return {
    scheme: 'mediapipe468' as const,
    points: new Float64Array(936),
    confidence: new Float64Array(468).fill(confidence),
    irises: null,
    rims,
  };
}

/** The same photographs, their rims changed in place. @param change told of each eye's sixteen points, the number of the first */
export function withRims(
  capture: ObservedCapture,
  change: (rims: Float64Array, first: number) => void,
): ObservedCapture {
  const used = capture.used.map((entry) => {
    const { observation } = entry;
    if (observation?.rims === undefined) throw new Error('the network must have seen rims');
    const rims = observation.rims.slice();
    for (const first of [0, 16]) change(rims, first);
    return { ...entry, observation: { ...observation, rims } };
  });
  return { ...capture, used };
}
