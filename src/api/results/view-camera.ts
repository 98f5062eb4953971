import type { Camera } from '../../geometry/camera.ts';

/**
 * A pinhole camera in OpenCV's convention: x_cam = R X + t for X in head space, x right, y down, z forward;
 * pixel = K x_cam / z, pixel centres at +0.5.
 */
export interface ViewCamera {
  /** Of the photograph, pixels, upright. */
  readonly width: number;
  /** Of the photograph, pixels, upright. */
  readonly height: number;
  /** [3, 3] row-major: fx, 0, cx, 0, fy, cy, 0, 0, 1, pixels. */
  readonly K: Float64Array;
  /** [3, 3] row-major rotation, camera from head. */
  readonly R: Float64Array;
  /** [3] mm */
  readonly t: Float64Array;
}

/** A camera as three matrices of its own. */
export function viewCamera({ width, height, fx, fy, cx, cy, rotation, translation }: Camera): ViewCamera {
  const K = Float64Array.of(fx, 0, cx, 0, fy, cy, 0, 0, 1);
  return { width, height, K, R: rotation.slice(), t: translation.slice() };
}
