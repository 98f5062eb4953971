import { type Camera, toCameraSpace } from '../../geometry/camera.ts';
import { orbitCamera } from '../../geometry/orbit-camera.ts';
import type { HeadSide } from './head-sides.ts';

/** What is shown. */
export interface Ball {
  readonly centre: readonly number[];
  /** mm */
  readonly radius: number;
}

const DISTANCE_MM = 900;

/** A camera that sees all of a ball from a side, in a square picture. @param pixels its side */
export function cameraAround({ centre, radius }: Ball, { yaw, pitch }: HeadSide, pixels: number): Camera {
  const camera = orbitCamera({ yaw, pitch, distanceMm: DISTANCE_MM, heightMm: 2 * radius, pixels });
  const [x, y, z] = toCameraSpace(camera, centre);
  return { ...camera, translation: Float64Array.of(-x, -y, 2 * camera.translation[2] - z) };
}

/** Middle of the box around points, and half of its longest side. @param points [V, 3] */
export function ballAround(points: ArrayLike<number>): Ball {
  const low = [Infinity, Infinity, Infinity];
  const high = [-Infinity, -Infinity, -Infinity];
  for (let i = 0; i < points.length; i++) {
    low[i % 3] = Math.min(low[i % 3], points[i]);
    high[i % 3] = Math.max(high[i % 3], points[i]);
  }
  return {
    centre: low.map((x, k) => (x + high[k]) / 2),
    radius: Math.max(...low.map((x, k) => (high[k] - x) / 2)),
  };
}
