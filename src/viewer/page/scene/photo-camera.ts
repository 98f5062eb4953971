/** An OpenCV camera of a picture. */
export interface PinholeCamera {
  readonly width: number;
  readonly height: number;
  /** Row-major [3, 3], pixels. */
  readonly K: readonly (readonly number[])[];
  /** x_cam = R X + t, mm. */
  readonly R: readonly (readonly number[])[];
  readonly t: readonly number[];
}

const METRES_PER_MM = 1e-3;

/**
 * OpenGL's projection of a pinhole camera, column-major [4, 4]: the picture fills x, y in -1..1.
 * @param near, far metres
 */
export function pinholeProjection({ K, width, height }: PinholeCamera, near: number, far: number): number[] {
  const [[fx, , cx], [, fy, cy]] = K;
  const out = new Array<number>(16).fill(0);
  out[0] = (2 * fx) / width;
  out[5] = (2 * fy) / height;
  out[8] = 1 - (2 * cx) / width;
  out[9] = (2 * cy) / height - 1;
  out[10] = -(far + near) / (far - near);
  out[11] = -1;
  out[14] = (-2 * far * near) / (far - near);
  return out;
}

/** From head space in metres to OpenGL's view space (x right, y up, z backwards), column-major [4, 4]. */
export function viewMatrix({ R, t }: PinholeCamera): number[] {
  const flip = [1, -1, -1];
  const out = new Array<number>(16).fill(0);
  for (let row = 0; row < 3; row++) {
    for (let column = 0; column < 3; column++) out[4 * column + row] = flip[row] * R[row][column];
    out[12 + row] = flip[row] * METRES_PER_MM * t[row];
  }
  out[15] = 1;
  return out;
}
