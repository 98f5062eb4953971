import { SH_BANDS, shBasis, shBasisBackward } from '../../geometry/spherical-harmonics.ts';
import { type Kernel, NO_SCRATCH, type RealArray } from '../kernel.ts';
import { pixelOf } from './projection.ts';

/** Colour and its derivatives in pixels at the projections of one view's samples. */
export interface ColorProbeJob {
  /** [h, w, 4] linear light, fourth lanes 0 */
  readonly image: RealArray;
  readonly width: number;
  readonly height: number;
  /** R row-major, t, fx, fy, cx, cy [16] */
  readonly camera: Float64Array;
  /** [N, 3] */
  readonly points: RealArray;
  readonly count: number;
  /** [N] */
  readonly visibility: RealArray;
  /** [N, 4] out, each */
  readonly color: RealArray;
  readonly slopeX: RealArray;
  readonly slopeY: RealArray;
  /** [N] out: the visibility inside the picture, else 0 and nothing else is written */
  readonly weight: RealArray;
}

export const COLOR_PROBE: Kernel<ColorProbeJob> = {
  name: 'probeColor',
  slots: ['image', 'width', 'height', 'camera', 'points', 'count', 'visibility', 'color', 'slopeX', 'slopeY', 'weight'],
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
export interface ShadingJob {
  readonly viewCount: number;
  readonly count: number;
  readonly start: number;
  readonly end: number;
  /** I and its derivatives [V, N, 4] */
  readonly color: RealArray;
  readonly slopeX: RealArray;
  readonly slopeY: RealArray;
  /** w [V, N] */
  readonly weight: RealArray;
  /** gamma [V, 9, 4] */
  readonly lights: RealArray;
  /** Unit normals [N, 3]. */
  readonly normals: RealArray;
  readonly scale: number;
  readonly factor: number;
  /** [V, N, 2] accumulated into */
  readonly gradPixels: RealArray;
  /** [N, 3] accumulated into */
  readonly gradNormals: RealArray;
  /** [1] accumulated into */
  readonly loss: Float64Array;
}

export const SHADING: Kernel<ShadingJob> = {
  name: 'shading',
  slots: [
    'viewCount',
    'count',
    'start',
    'end',
    'color',
    'slopeX',
    'slopeY',
    'weight',
    'lights',
    'normals',
    'scale',
    'factor',
    'gradPixels',
    'gradNormals',
    'loss',
  ],
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
