import { SH_BANDS, shBasis, shBasisBackward } from '../../../geometry/spherical-harmonics.ts';
import { type JobOf, type Kernel, NO_SCRATCH, type Slots } from '../../kernel.ts';
import { pixelOf } from '../points/projection.ts';

/** Colour and its derivatives in pixels at the projections of one view's samples. */
export type ColorProbeJob = JobOf<typeof COLOR_PROBE_SLOTS>;

const COLOR_PROBE_SLOTS = {
  /** [h, w, 4] linear light, fourth lanes 0 */
  image: 'real',
  width: 'count',
  height: 'count',
  /** R row-major, t, fx, fy, cx, cy [16] */
  camera: 'double',
  /** [N, 3] */
  points: 'real',
  count: 'count',
  /** [N] */
  visibility: 'real',
  /** [N, 4] out, each */
  color: 'real',
  slopeX: 'real',
  slopeY: 'real',
  /** [N] out: the visibility inside the picture, else 0 and nothing else is written */
  weight: 'real',
} as const satisfies Slots;

export const COLOR_PROBE: Kernel<ColorProbeJob> = {
  name: 'probeColor',
  slots: COLOR_PROBE_SLOTS,
  scratch: NO_SCRATCH,
  plain: ({ image, width, height, camera, points, count, visibility, color, slopeX, slopeY, weight }) => {
    const pixel = new Float64Array(3);
    for (let i = 0; i < count; i++) {
      weight[i] = 0;
      if (visibility[i] === 0) continue;
      const [px, py] = pixelOf(camera, points[3 * i], points[3 * i + 1], points[3 * i + 2], pixel);
      if (!(px > 1 && py > 1 && px < width - 1 && py < height - 1)) continue;
      const ix = Math.floor(px - 0.5);
      const iy = Math.floor(py - 0.5);
      const wx = px - 0.5 - ix;
      const wy = py - 0.5 - iy;
      const k = 4 * (iy * width + ix);
      const below = k + 4 * width;
      for (let a = 0; a < 4; a++) {
        const top = image[k + a] + wx * (image[k + 4 + a] - image[k + a]);
        const bottom = image[below + a] + wx * (image[below + 4 + a] - image[below + a]);
        color[4 * i + a] = top + wy * (bottom - top);
        slopeX[4 * i + a] =
          (1 - wy) * (image[k + 4 + a] - image[k + a]) + wy * (image[below + 4 + a] - image[below + a]);
        slopeY[4 * i + a] = bottom - top;
      }
      weight[i] = visibility[i];
    }
  },
};

/**
 * Photometric term with lighting over points [start, end):
 *   r_ivc = I_vc - a_ic E_vc(n_i),  E_vc(n) = sum_b H_b(n) gamma_vbc,  a_ic = sum_v w I E/sum_v w E^2
 *   L = factor sum_ivc w_iv r_ivc^2/(2 s^2)
 * The albedo is stationary: only pixels and irradiance move the loss. Points that one view alone sees do not count.
 */
export type ShadingJob = JobOf<typeof SHADING_SLOTS>;

const SHADING_SLOTS = {
  viewCount: 'count',
  count: 'count',
  start: 'count',
  end: 'count',
  /** I and its derivatives [V, N, 4] */
  color: 'real',
  slopeX: 'real',
  slopeY: 'real',
  /** w [V, N] */
  weight: 'real',
  /** gamma [V, 9, 4] */
  lights: 'real',
  /** Unit normals [N, 3]. */
  normals: 'real',
  scale: 'number',
  factor: 'number',
  /** [V, N, 2] accumulated into */
  gradPixels: 'real',
  /** [N, 3] accumulated into */
  gradNormals: 'real',
  /** [1] accumulated into */
  loss: 'double',
} as const satisfies Slots;

export const SHADING: Kernel<ShadingJob> = {
  name: 'shading',
  slots: SHADING_SLOTS,
  scratch: ({ viewCount }) => 4 * viewCount,
  plain: (job) => {
    const basis = new Float64Array(SH_BANDS);
    const slopes = new Float64Array(SH_BANDS);
    const shades = new Float64Array(4 * job.viewCount);
    for (let i = job.start; i < job.end; i++) shadePoint(job, i, basis, slopes, shades);
  },
};

function shadePoint(job: ShadingJob, i: number, basis: Float64Array, slopes: Float64Array, shades: Float64Array): void {
  const { viewCount, count, color, slopeX, slopeY, weight, lights, normals, gradPixels, gradNormals } = job;
  const x = normals[3 * i];
  const y = normals[3 * i + 1];
  const z = normals[3 * i + 2];
  shBasis(x, y, z, basis);
  const over = [0, 0, 0];
  const under = [0, 0, 0];
  let seen = 0;
  for (let v = 0; v < viewCount; v++) {
    const k = v * count + i;
    if (weight[k] === 0) continue;
    seen++;
    for (let c = 0; c < 3; c++) {
      let shade = 0;
      for (let b = 0; b < SH_BANDS; b++) shade += basis[b] * lights[4 * (SH_BANDS * v + b) + c];
      shades[4 * v + c] = shade;
      over[c] += weight[k] * color[4 * k + c] * shade;
      under[c] += weight[k] * shade * shade;
    }
  }
  if (seen < 2) return;
  slopes.fill(0);
  for (let v = 0; v < viewCount; v++) {
    const k = v * count + i;
    if (weight[k] === 0) continue;
    const w = (job.factor * weight[k]) / job.scale ** 2;
    for (let c = 0; c < 3; c++) {
      const albedo = over[c] / Math.max(1e-12, under[c]);
      const r = color[4 * k + c] - albedo * shades[4 * v + c];
      job.loss[0] += (w * r * r) / 2;
      gradPixels[2 * k] += w * r * slopeX[4 * k + c];
      gradPixels[2 * k + 1] += w * r * slopeY[4 * k + c];
      for (let b = 0; b < SH_BANDS; b++) slopes[b] -= w * r * albedo * lights[4 * (SH_BANDS * v + b) + c];
    }
  }
  const turn = shBasisBackward(x, y, z, slopes, new Float64Array(3));
  for (let k = 0; k < 3; k++) gradNormals[3 * i + k] += turn[k];
}
