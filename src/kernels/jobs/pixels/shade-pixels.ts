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
  /** Texels of all textures, colour and cover [.., 4], linear light. */
  texels: 'real',
  /** gamma [9, 4] */
  light: 'real',
  /** Colour and the texture's cover, 0 where there is no triangle [h, w, 4] out. */
  out: 'real',
} as const satisfies Slots;

export const SHADE_PIXELS: Kernel<ShadePixelsJob> = {
  name: 'shadePixels',
  slots: SHADE_PIXELS_SLOTS,
  scratch: NO_SCRATCH,
  plain: shadeRows,
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

function shadeRows(job: ShadePixelsJob): void {
  // Out of the job once: looked up in it for each pixel they take longer than all else.
  const { pixels, triangles, uvs, uvTriangles, triangle, normals, textureOf, textureTable, texels, light, out } = job;
  const weights = new Float64Array(3);
  const basis = new Float64Array(SH_BANDS);
  for (let y = job.start, i = y * job.width; y < job.end; y++)
    for (let x = 0; x < job.width; x++, i++) {
      const t = triangle[i];
      const to = 4 * i;
      if (t === NO_TRIANGLE) {
        // Stores: of four numbers `fill` takes ten times as long, and most pixels have no triangle.
        for (let c = to; c < to + 4; c++) out[c] = 0;
        continue;
      }
      barycentricAt(pixels, triangles, t, x, y, weights);
      const wa = weights[0];
      const wb = weights[1];
      const wc = weights[2];
      const na = 3 * triangles[3 * t];
      const nb = 3 * triangles[3 * t + 1];
      const nc = 3 * triangles[3 * t + 2];
      const nx = wa * normals[na] + wb * normals[nb] + wc * normals[nc];
      const ny = wa * normals[na + 1] + wb * normals[nb + 1] + wc * normals[nc + 1];
      const nz = wa * normals[na + 2] + wb * normals[nb + 2] + wc * normals[nc + 2];
      const length = Math.sqrt(nx * nx + ny * ny + nz * nz) || 1;
      shBasis(nx / length, ny / length, nz / length, basis);
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let b = 0; b < SH_BANDS; b++) {
        red += basis[b] * light[4 * b];
        green += basis[b] * light[4 * b + 1];
        blue += basis[b] * light[4 * b + 2];
      }
      const ua = 2 * uvTriangles[3 * t];
      const ub = 2 * uvTriangles[3 * t + 1];
      const uc = 2 * uvTriangles[3 * t + 2];
      const entry = 3 * textureOf[t];
      const width = textureTable[entry + 1];
      const height = textureTable[entry + 2];
      const u = wa * uvs[ua] + wb * uvs[ub] + wc * uvs[uc];
      const v = wa * uvs[ua + 1] + wb * uvs[ub + 1] + wc * uvs[uc + 1];
      const fx = Math.min(Math.max(u * width - 0.5, 0), width - 1);
      const fy = Math.min(Math.max(v * height - 0.5, 0), height - 1);
      const ix = Math.min(Math.floor(fx), width - 2);
      const iy = Math.min(Math.floor(fy), height - 2);
      const k = 4 * (textureTable[entry] + iy * width + ix);
      out[to] = Math.max(0, bilinearTexel(texels, k, 4 * width, fx - ix, fy - iy) * red);
      out[to + 1] = Math.max(0, bilinearTexel(texels, k + 1, 4 * width, fx - ix, fy - iy) * green);
      out[to + 2] = Math.max(0, bilinearTexel(texels, k + 2, 4 * width, fx - ix, fy - iy) * blue);
      out[to + 3] = bilinearTexel(texels, k + 3, 4 * width, fx - ix, fy - iy);
    }
}

/** Between a texel's number at k and those of its right and lower neighbours. @param row numbers of a row of texels */
function bilinearTexel(texels: ArrayLike<number>, k: number, row: number, wx: number, wy: number): number {
  const top = texels[k] + wx * (texels[k + 4] - texels[k]);
  const bottom = texels[k + row] + wx * (texels[k + row + 4] - texels[k + row]);
  return top + wy * (bottom - top);
}
