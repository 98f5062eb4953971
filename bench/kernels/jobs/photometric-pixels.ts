import { NO_TRIANGLE } from '../../../src/kernels/jobs/pixels/rasterize.ts';
import { TEXTURED_MESH_SLOTS } from '../../../src/kernels/jobs/pixels/shade-pixels.ts';
import { type JobOf, type Kernel, NO_SCRATCH, type Slots } from '../../../src/kernels/kernel.ts';

/**
 * Per-pixel photometric loss of one view of a textured mesh lit at its vertices, and its gradients:
 *   L = factor/2 sum_p m_p |A(u_p) E_p - I_p|^2,  u_p = sum_k w_k uv_k,  E_p = sum_k w_k E_k
 * w: perspective-correct barycentric weights a_k/sum a, a_k = U_k/z_k, U_k twice the signed area opposite corner k.
 * What hides what (the triangle of each pixel) is held. With g_k = E_k . E_bar + uv_k . u_bar:
 *   a_bar_k = (g_k - sum_j w_j g_j)/sum a,  U_bar_k = a_bar_k/z_k,  z_bar_k = -a_bar_k a_k/z_k
 */
export type PhotometricPixelsJob = JobOf<typeof PHOTOMETRIC_PIXELS_SLOTS>;

const PHOTOMETRIC_PIXELS_SLOTS = {
  ...TEXTURED_MESH_SLOTS,
  /** [h, w] of the rasteriser */
  triangle: 'index',
  width: 'count',
  height: 'count',
  /** E of the vertices [V, 4], fourth lanes 0 */
  irradiance: 'real',
  /** A [size, size, 4] */
  texture: 'real',
  textureSize: 'count',
  /** I and mask m [h, w, 4] */
  target: 'real',
  factor: 'number',
  /** x and y of the vertices in pixels [V, 2], accumulated into, like all that follow */
  gradPixels: 'real',
  /** [V] */
  gradDepths: 'real',
  /** [V, 4] */
  gradIrradiance: 'real',
  /** [size, size, 4] */
  gradTexture: 'real',
  /** [1] */
  loss: 'double',
} as const satisfies Slots;

export const PHOTOMETRIC_PIXELS: Kernel<PhotometricPixelsJob> = {
  name: 'photometricPixels',
  slots: PHOTOMETRIC_PIXELS_SLOTS,
  scratch: NO_SCRATCH,
  plain: (job) => {
    for (let y = 0; y < job.height; y++)
      for (let x = 0; x < job.width; x++) {
        const i = y * job.width + x;
        if (job.triangle[i] !== NO_TRIANGLE && job.target[4 * i + 3] !== 0) addPixel(job, i, x + 0.5, y + 0.5);
      }
  },
};

function addPixel(job: PhotometricPixelsJob, i: number, px: number, py: number): void {
  const { pixels: p, triangles, uvs, uvTriangles, irradiance: e, texture, textureSize: size, target } = job;
  const { gradPixels, gradDepths, gradIrradiance, gradTexture } = job;
  const t = 3 * job.triangle[i];
  const a = triangles[t];
  const b = triangles[t + 1];
  const c = triangles[t + 2];
  const ax = p[3 * a] - px;
  const ay = p[3 * a + 1] - py;
  const za = p[3 * a + 2];
  const bx = p[3 * b] - px;
  const by = p[3 * b + 1] - py;
  const zb = p[3 * b + 2];
  const cx = p[3 * c] - px;
  const cy = p[3 * c + 1] - py;
  const zc = p[3 * c + 2];
  const sa = (bx * cy - by * cx) / za;
  const sb = (cx * ay - cy * ax) / zb;
  const sc = (ax * by - ay * bx) / zc;
  const total = sa + sb + sc;
  const wa = sa / total;
  const wb = sb / total;
  const wc = sc / total;
  const ja = 2 * uvTriangles[t];
  const jb = 2 * uvTriangles[t + 1];
  const jc = 2 * uvTriangles[t + 2];
  const fx = Math.min(Math.max((wa * uvs[ja] + wb * uvs[jb] + wc * uvs[jc]) * size - 0.5, 0), size - 1);
  const fy = Math.min(Math.max((wa * uvs[ja + 1] + wb * uvs[jb + 1] + wc * uvs[jc + 1]) * size - 0.5, 0), size - 1);
  const ix = Math.min(Math.floor(fx), size - 2);
  const iy = Math.min(Math.floor(fy), size - 2);
  const wx = fx - ix;
  const wy = fy - iy;
  const mask = job.factor * target[4 * i + 3];
  let loss = 0;
  let gradU = 0;
  let gradV = 0;
  let ga = 0;
  let gb = 0;
  let gc = 0;
  for (let k = 4 * (iy * size + ix), n = 0; n < 3; k++, n++) {
    const below = k + 4 * size;
    const dTop = texture[k + 4] - texture[k];
    const dBottom = texture[below + 4] - texture[below];
    const top = texture[k] + wx * dTop;
    const down = texture[below] + wx * dBottom - top;
    const albedo = top + wy * down;
    const shade = wa * e[4 * a + n] + wb * e[4 * b + n] + wc * e[4 * c + n];
    const r = albedo * shade - target[4 * i + n];
    loss += r * r;
    const gradAlbedo = mask * r * shade;
    const gradShade = mask * r * albedo;
    gradU += gradAlbedo * (dTop + wy * (dBottom - dTop));
    gradV += gradAlbedo * down;
    gradTexture[k] += gradAlbedo * (1 - wx) * (1 - wy);
    gradTexture[k + 4] += gradAlbedo * wx * (1 - wy);
    gradTexture[below] += gradAlbedo * (1 - wx) * wy;
    gradTexture[below + 4] += gradAlbedo * wx * wy;
    gradIrradiance[4 * a + n] += wa * gradShade;
    gradIrradiance[4 * b + n] += wb * gradShade;
    gradIrradiance[4 * c + n] += wc * gradShade;
    ga += gradShade * e[4 * a + n];
    gb += gradShade * e[4 * b + n];
    gc += gradShade * e[4 * c + n];
  }
  job.loss[0] += (mask * loss) / 2;
  ga += size * (gradU * uvs[ja] + gradV * uvs[ja + 1]);
  gb += size * (gradU * uvs[jb] + gradV * uvs[jb + 1]);
  gc += size * (gradU * uvs[jc] + gradV * uvs[jc + 1]);
  const mean = wa * ga + wb * gb + wc * gc;
  const ha = (ga - mean) / total;
  const hb = (gb - mean) / total;
  const hc = (gc - mean) / total;
  gradDepths[a] -= (ha * sa) / za;
  gradDepths[b] -= (hb * sb) / zb;
  gradDepths[c] -= (hc * sc) / zc;
  const qa = ha / za;
  const qb = hb / zb;
  const qc = hc / zc;
  gradPixels[2 * a] += qc * by - qb * cy;
  gradPixels[2 * a + 1] += qb * cx - qc * bx;
  gradPixels[2 * b] += qa * cy - qc * ay;
  gradPixels[2 * b + 1] += qc * ax - qa * cx;
  gradPixels[2 * c] += qb * ay - qa * by;
  gradPixels[2 * c + 1] += qa * bx - qb * ax;
}
