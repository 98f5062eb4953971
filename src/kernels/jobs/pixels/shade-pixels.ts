import { SH_BANDS, shBasis } from '../../../geometry/spherical-harmonics.ts';
import { type JobOf, type Kernel, NO_SCRATCH, type Slots } from '../../kernel.ts';
import { NO_TRIANGLE } from './rasterize.ts';

/** A mesh with textures, as the pixel kernels read it. */
export const TEXTURED_MESH_SLOTS = {
  /** Vertices in the picture: x, y in pixels, z in mm [V, 3]. */
  pixels: 'real',
  /** [T, 3] */
  triangles: 'index',
  /** [U, 2], origin top left */
  uvs: 'real',
  /** [T, 3] over `uvs` */
  uvTriangles: 'index',
} as const satisfies Slots;

/** Colours of a rasterised mesh in rows [start, end): albedo texture times SH irradiance at the interpolated normal. */
export type ShadePixelsJob = JobOf<typeof SHADE_PIXELS_SLOTS>;

const SHADE_PIXELS_SLOTS = {
  ...TEXTURED_MESH_SLOTS,
  /** [h, w] of the rasteriser */
  triangle: 'index',
  width: 'count',
  start: 'count',
  end: 'count',
  /** [V, 3] unit */
  normals: 'real',
  /** Texture of each triangle [T]. */
  textureOf: 'index',
  /** First pixel, width, height of each texture [K, 3]; sides of 2 and more. */
  textureTable: 'index',
  /** Texels of all textures [.., 4], linear light. */
  texels: 'real',
  /** gamma [9, 4] */
  light: 'real',
  /** Colour and coverage (0 or 1) [h, w, 4] out. */
  out: 'real',
} as const satisfies Slots;

export const SHADE_PIXELS: Kernel<ShadePixelsJob> = {
  name: 'shadePixels',
  slots: SHADE_PIXELS_SLOTS,
  scratch: NO_SCRATCH,
  plain: (job) => {
    const w = new Float64Array(3);
    const basis = new Float64Array(SH_BANDS);
    for (let y = job.start; y < job.end; y++)
      for (let x = 0; x < job.width; x++) {
        const i = y * job.width + x;
        if (job.triangle[i] !== NO_TRIANGLE) {
          shadePixel(job, i, x, y, w, basis);
          continue;
        }
        // Stores: of four numbers `fill` takes ten times as long, and most pixels have no triangle.
        for (let c = 4 * i; c < 4 * i + 4; c++) job.out[c] = 0;
      }
  },
};

/**
 * Perspective-correct barycentric weights of the pixel centre (x + 0.5, y + 0.5) in triangle `t`.
 * @returns [wa, wb, wc] in `dst`, summing to 1.
 */
export function barycentricAt(
  pixels: ArrayLike<number>,
  triangles: ArrayLike<number>,
  t: number,
  x: number,
  y: number,
  dst: Float64Array,
): Float64Array {
  const a = 3 * triangles[3 * t];
  const b = 3 * triangles[3 * t + 1];
  const c = 3 * triangles[3 * t + 2];
  const px = x + 0.5;
  const py = y + 0.5;
  const ua = (pixels[b] - px) * (pixels[c + 1] - py) - (pixels[b + 1] - py) * (pixels[c] - px);
  const ub = (pixels[c] - px) * (pixels[a + 1] - py) - (pixels[c + 1] - py) * (pixels[a] - px);
  const uc = (pixels[a] - px) * (pixels[b + 1] - py) - (pixels[a + 1] - py) * (pixels[b] - px);
  const wa = ua / pixels[a + 2];
  const wb = ub / pixels[b + 2];
  const wc = uc / pixels[c + 2];
  const sum = wa + wb + wc;
  dst[0] = wa / sum;
  dst[1] = wb / sum;
  dst[2] = wc / sum;
  return dst;
}

/** @param w [3], basis [9] scratch */
function shadePixel(job: ShadePixelsJob, i: number, x: number, y: number, w: Float64Array, basis: Float64Array): void {
  const { triangles, uvs, uvTriangles, normals, textureTable, texels, light, out } = job;
  const t = job.triangle[i];
  barycentricAt(job.pixels, triangles, t, x, y, w);
  let nx = 0;
  let ny = 0;
  let nz = 0;
  let u = 0;
  let v = 0;
  for (let k = 0; k < 3; k++) {
    const n = 3 * triangles[3 * t + k];
    nx += w[k] * normals[n];
    ny += w[k] * normals[n + 1];
    nz += w[k] * normals[n + 2];
    const j = 2 * uvTriangles[3 * t + k];
    u += w[k] * uvs[j];
    v += w[k] * uvs[j + 1];
  }
  const length = Math.sqrt(nx * nx + ny * ny + nz * nz) || 1;
  shBasis(nx / length, ny / length, nz / length, basis);
  const entry = 3 * job.textureOf[t];
  const width = textureTable[entry + 1];
  const height = textureTable[entry + 2];
  const fx = Math.min(Math.max(u * width - 0.5, 0), width - 1);
  const fy = Math.min(Math.max(v * height - 0.5, 0), height - 1);
  const ix = Math.min(Math.floor(fx), width - 2);
  const iy = Math.min(Math.floor(fy), height - 2);
  const wx = fx - ix;
  const wy = fy - iy;
  const k = 4 * (textureTable[entry] + iy * width + ix);
  const below = k + 4 * width;
  for (let c = 0; c < 3; c++) {
    const top = texels[k + c] + wx * (texels[k + 4 + c] - texels[k + c]);
    const bottom = texels[below + c] + wx * (texels[below + 4 + c] - texels[below + c]);
    let shade = 0;
    for (let b = 0; b < SH_BANDS; b++) shade += basis[b] * light[4 * b + c];
    out[4 * i + c] = Math.max(0, (top + wy * (bottom - top)) * shade);
  }
  out[4 * i + 3] = 1;
}
