import { SH_BANDS, SH_CONSTANT, shBasis } from '../../../geometry/spherical-harmonics.ts';
import { type JobOf, type Kernel, NO_SCRATCH, type Slots } from '../../kernel.ts';

/** Views count by the fourth power of the cosine: sharp where one looks straight on, smooth between. */
const ANGLE_POWER = 4;
const MIN_COSINE = 0.25;
const OCCLUSION_MM = 2;
/** Of any channel, whatever its light. */
const LEAST_SHADE = 1e-3;

/** What one view shows of surface points [start, end): colour and how far it counts. */
export type ObserveTexelsJob = JobOf<typeof OBSERVE_TEXELS_SLOTS>;

const OBSERVE_TEXELS_SLOTS = {
  /** [N, 3] mm, head space */
  positions: 'real',
  /** [N, 3] unit */
  normals: 'real',
  start: 'count',
  end: 'count',
  /** R row-major, t, fx, fy, cx, cy [16] */
  camera: 'double',
  width: 'count',
  height: 'count',
  /** [h, w, 4] linear light, fourth lanes anything */
  image: 'real',
  /** Camera-space depth of the nearest surface [h, w]. */
  depth: 'real',
  /** [h, w] 0..1: 0 where pixels do not count or a silhouette is near */
  trust: 'real',
  /** Colour and weight [N, 4] out; all 0 where the view does not show the point. */
  out: 'real',
} as const satisfies Slots;

export const OBSERVE_TEXELS: Kernel<ObserveTexelsJob> = {
  name: 'observeTexels',
  slots: OBSERVE_TEXELS_SLOTS,
  scratch: NO_SCRATCH,
  plain: ({ positions, normals, start, end, camera: c, width, height, image, depth, trust, out }) => {
    for (let i = start; i < end; i++) {
      out.fill(0, 4 * i, 4 * i + 4);
      const X = positions[3 * i];
      const Y = positions[3 * i + 1];
      const Z = positions[3 * i + 2];
      const x = c[0] * X + c[1] * Y + c[2] * Z + c[9];
      const y = c[3] * X + c[4] * Y + c[5] * Z + c[10];
      const z = c[6] * X + c[7] * Y + c[8] * Z + c[11];
      const px = (c[12] * x) / z + c[14];
      const py = (c[13] * y) / z + c[15];
      if (!(z > 0 && px > 1 && py > 1 && px < width - 1 && py < height - 1)) continue;
      const pixel = Math.floor(py) * width + Math.floor(px);
      if (trust[pixel] === 0 || z > depth[pixel] + OCCLUSION_MM) continue;
      const nx = normals[3 * i];
      const ny = normals[3 * i + 1];
      const nz = normals[3 * i + 2];
      const facing =
        x * (c[0] * nx + c[1] * ny + c[2] * nz) +
        y * (c[3] * nx + c[4] * ny + c[5] * nz) +
        z * (c[6] * nx + c[7] * ny + c[8] * nz);
      const cosine = -facing / Math.sqrt(x * x + y * y + z * z);
      if (cosine < MIN_COSINE) continue;
      const ix = Math.floor(px - 0.5);
      const iy = Math.floor(py - 0.5);
      const wx = px - 0.5 - ix;
      const wy = py - 0.5 - iy;
      const k = 4 * (iy * width + ix);
      const below = k + 4 * width;
      for (let a = 0; a < 3; a++) {
        const top = image[k + a] + wx * (image[k + 4 + a] - image[k + a]);
        const bottom = image[below + a] + wx * (image[below + 4 + a] - image[below + a]);
        out[4 * i + a] = top + wy * (bottom - top);
      }
      out[4 * i + 3] = (cosine - MIN_COSINE) ** ANGLE_POWER * trust[pixel];
    }
  },
};

/** Adds observations without their light: sum += w I/max(floor E0, E(n)), E0 the light's mean irradiance, total (lane 3) += w. */
export type AddUnlitJob = JobOf<typeof ADD_UNLIT_SLOTS>;

const ADD_UNLIT_SLOTS = {
  /** Colour I and weight w [N, 4]. */
  observed: 'real',
  normals: 'real',
  /** gamma [9, 4] */
  light: 'real',
  start: 'count',
  end: 'count',
  /** Least irradiance that a colour is divided by, share of the channel's mean over all directions. */
  floor: 'number',
  /** [N, 4] accumulated into */
  sum: 'real',
} as const satisfies Slots;

export const ADD_UNLIT: Kernel<AddUnlitJob> = {
  name: 'addUnlit',
  slots: ADD_UNLIT_SLOTS,
  scratch: NO_SCRATCH,
  plain: ({ observed, normals, light, start, end, floor, sum }) => {
    const h = new Float64Array(SH_BANDS);
    for (let i = start; i < end; i++) {
      const w = observed[4 * i + 3];
      if (w === 0) continue;
      shBasis(normals[3 * i], normals[3 * i + 1], normals[3 * i + 2], h);
      for (let c = 0; c < 3; c++) {
        let shade = 0;
        for (let b = 0; b < SH_BANDS; b++) shade += h[b] * light[4 * b + c];
        const least = Math.max(LEAST_SHADE, floor * SH_CONSTANT * light[c]);
        sum[4 * i + c] += (w * observed[4 * i + c]) / Math.max(least, shade);
      }
      sum[4 * i + 3] += w;
    }
  },
};
