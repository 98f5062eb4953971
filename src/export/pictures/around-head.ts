import { type Camera, toCameraSpace } from '../../geometry/camera.ts';
import { orbitCamera } from '../../geometry/orbit-camera.ts';

/** From where a head is shown, degrees: yaw > 0 shows its right side, pitch < 0 looks from below. */
export interface HeadSide {
  readonly yaw: number;
  readonly pitch: number;
}

/** What is shown. */
export interface Ball {
  readonly centre: readonly number[];
  /** mm */
  readonly radius: number;
}

/** Sides by the names that options have for them. */
export const HEAD_SIDES = {
  front: { yaw: 0, pitch: 0 },
  left: { yaw: -90, pitch: 0 },
  right: { yaw: 90, pitch: 0 },
  back: { yaw: 180, pitch: 0 },
  'three-quarters': { yaw: -40, pitch: 5 },
  above: { yaw: 0, pitch: 55 },
  below: { yaw: 0, pitch: -55 },
} as const satisfies Readonly<Record<string, HeadSide>>;
export type HeadSideName = keyof typeof HEAD_SIDES;
export const HEAD_SIDE_NAMES = Object.keys(HEAD_SIDES) as HeadSideName[];

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
