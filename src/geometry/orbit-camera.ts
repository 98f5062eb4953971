import type { Camera } from './camera.ts';
import { multiply3, rotationFromEuler } from './rotation.ts';
import { alignSimilarity, type Similarity } from './similarity.ts';

/** A camera that looks at the origin from `distanceMm` away. */
export interface Orbit {
  /** Degrees from the front; yaw > 0 shows the subject turned to their left. */
  readonly yaw: number;
  readonly pitch: number;
  readonly roll?: number;
  readonly distanceMm: number;
  /** What the picture's height covers at the origin. */
  readonly heightMm: number;
  readonly pixels: number;
}

const DEGREES = Math.PI / 180;

export function orbitCamera({ yaw, pitch, roll = 0, distanceMm, heightMm, pixels }: Orbit): Camera {
  const flip = Float64Array.of(1, 0, 0, 0, -1, 0, 0, 0, -1);
  const focal = (pixels * distanceMm) / heightMm;
  return {
    width: pixels,
    height: pixels,
    fx: focal,
    fy: focal,
    cx: pixels / 2,
    cy: pixels / 2,
    rotation: multiply3(
      rotationFromEuler(0, 0, roll * DEGREES),
      multiply3(flip, rotationFromEuler(pitch * DEGREES, yaw * DEGREES, 0)),
    ),
    translation: Float64Array.of(0, 0, distanceMm),
  };
}

/** Outer and inner eye corners, nose base and mouth corners of a face about the origin that looks along +z, mm; about. */
const UPRIGHT = Float64Array.of(-45, 25, -10, -17, 25, 0, 17, 25, 0, 45, 25, -10, 0, -20, 15, -25, -45, 5, 25, -45, 5);

/** Any mesh's frame -> one in which its face looks along +z, in mm. @param landmarks the seven [7, 3] */
export function uprightFrame(landmarks: ArrayLike<number>): Similarity {
  return alignSimilarity(landmarks, UPRIGHT, 'rigid');
}
