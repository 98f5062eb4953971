import { type JobOf, type Kernel, NO_SCRATCH, type Slots } from '../../kernel.ts';

/** Numbers of a camera in kernel memory: R row-major, t, fx, fy, cx, cy. */
export const CAMERA_NUMBERS = 16;

/** Numbers of a gradient on a camera: rotation (3), translation (3), log f. */
export const CAMERA_GRADIENT = 7;

/** Pinhole projection: X = R v + t, pixel = (fx x/z + cx, fy y/z + cy). */
export type ProjectJob = JobOf<typeof PROJECT_SLOTS>;

const PROJECT_SLOTS = {
  camera: 'double',
  /** [N, 3] head space */
  points: 'real',
  count: 'count',
  /** x, y in pixels, z in mm [N, 3] out */
  pixels: 'real',
} as const satisfies Slots;

export const PROJECT: Kernel<ProjectJob> = {
  name: 'project',
  slots: PROJECT_SLOTS,
  scratch: NO_SCRATCH,
  plain: ({ camera: c, points, count, pixels }) => {
    for (let i = 0; i < 3 * count; i += 3) {
      const x = c[0] * points[i] + c[1] * points[i + 1] + c[2] * points[i + 2] + c[9];
      const y = c[3] * points[i] + c[4] * points[i + 1] + c[5] * points[i + 2] + c[10];
      const z = c[6] * points[i] + c[7] * points[i + 1] + c[8] * points[i + 2] + c[11];
      pixels[i] = (c[12] * x) / z + c[14];
      pixels[i + 1] = (c[13] * y) / z + c[15];
      pixels[i + 2] = z;
    }
  },
};

/**
 * Backward: X_bar = (fx px/z, fy py/z, pz - (fx px x + fy py y)/z^2), v_bar = R^T X_bar; on the camera
 * [rotation w of exp([w]x) R (3): (R v) x X_bar | translation (3): X_bar | log f (1): (fx px x + fy py y)/z].
 */
export type ProjectBackwardJob = JobOf<typeof PROJECT_BACKWARD_SLOTS>;

const PROJECT_BACKWARD_SLOTS = {
  camera: 'double',
  points: 'real',
  count: 'count',
  /** [N, 2] */
  gradPixels: 'real',
  /** On the depth z [N]. */
  gradDepths: 'real',
  /** [N, 3] accumulated into */
  gradPoints: 'real',
  /** [7] accumulated into */
  gradCamera: 'double',
} as const satisfies Slots;

export const PROJECT_BACKWARD: Kernel<ProjectBackwardJob> = {
  name: 'projectBackward',
  slots: PROJECT_BACKWARD_SLOTS,
  scratch: NO_SCRATCH,
  plain: ({ camera: c, points, count, gradPixels, gradDepths, gradPoints, gradCamera: g }) => {
    for (let i = 0, j = 0; i < 3 * count; i += 3, j += 2) {
      const px = gradPixels[j];
      const py = gradPixels[j + 1];
      const pz = gradDepths[i / 3];
      if (px === 0 && py === 0 && pz === 0) continue;
      const rx = c[0] * points[i] + c[1] * points[i + 1] + c[2] * points[i + 2];
      const ry = c[3] * points[i] + c[4] * points[i + 1] + c[5] * points[i + 2];
      const rz = c[6] * points[i] + c[7] * points[i + 1] + c[8] * points[i + 2];
      const z = rz + c[11];
      const gx = (c[12] * px) / z;
      const gy = (c[13] * py) / z;
      const along = gx * (rx + c[9]) + gy * (ry + c[10]);
      const gz = pz - along / z;
      g[0] += ry * gz - rz * gy;
      g[1] += rz * gx - rx * gz;
      g[2] += rx * gy - ry * gx;
      g[3] += gx;
      g[4] += gy;
      g[5] += gz;
      g[6] += along;
      gradPoints[i] += c[0] * gx + c[3] * gy + c[6] * gz;
      gradPoints[i + 1] += c[1] * gx + c[4] * gy + c[7] * gz;
      gradPoints[i + 2] += c[2] * gx + c[5] * gy + c[8] * gz;
    }
  },
};

/**
 * Pixel of one point, for the bodies of kernels that look at pictures.
 * @param camera [16]
 * @returns x, y in pixels, z in mm in `dst`
 */
export function pixelOf(camera: Float64Array, x: number, y: number, z: number, dst: Float64Array): Float64Array {
  const depth = camera[6] * x + camera[7] * y + camera[8] * z + camera[11];
  dst[0] = (camera[12] * (camera[0] * x + camera[1] * y + camera[2] * z + camera[9])) / depth + camera[14];
  dst[1] = (camera[13] * (camera[3] * x + camera[4] * y + camera[5] * z + camera[10])) / depth + camera[15];
  dst[2] = depth;
  return dst;
}
