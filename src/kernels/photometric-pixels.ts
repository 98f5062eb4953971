import { type Kernel, NO_SCRATCH, type RealArray } from './kernel.ts';
import { NO_TRIANGLE } from './rasterize.ts';
import { barycentricAt, type TexturedMesh } from './shade-pixels.ts';

/**
 * Per-pixel photometric loss of one view of a textured mesh lit at its vertices, and its gradients:
 *   L = factor/2 sum_p m_p |A(u_p) E_p - I_p|^2,  u_p = sum_k w_k uv_k,  E_p = sum_k w_k E_k
 * w: perspective-correct barycentric weights a_k/sum a, a_k = U_k/z_k, U_k twice the signed area opposite corner k.
 * What hides what (the triangle of each pixel) is held. With g_k = E_k . E_bar + uv_k . u_bar:
 *   a_bar_k = (g_k - sum_j w_j g_j)/sum a,  U_bar_k = a_bar_k/z_k,  z_bar_k = -a_bar_k a_k/z_k
 */
export interface PhotometricPixelsJob extends TexturedMesh {
  /** [h, w] of the rasteriser */
  readonly triangle: Uint32Array;
  readonly width: number;
  readonly height: number;
  /** E of the vertices [V, 4], fourth lanes 0 */
  readonly irradiance: RealArray;
  /** A [size, size, 4] */
  readonly texture: RealArray;
  readonly textureSize: number;
  /** I and mask m [h, w, 4] */
  readonly target: RealArray;
  readonly factor: number;
  /** x and y of the vertices in pixels [V, 2], accumulated into, like all that follow */
  readonly gradPixels: RealArray;
  /** [V] */
  readonly gradDepths: RealArray;
  /** [V, 4] */
  readonly gradIrradiance: RealArray;
  /** [size, size, 4] */
  readonly gradTexture: RealArray;
  /** [1] */
  readonly loss: Float64Array;
}

export const PHOTOMETRIC_PIXELS: Kernel<PhotometricPixelsJob> = {
  name: 'photometricPixels',
  slots: [
    'pixels',
    'triangles',
    'uvs',
    'uvTriangles',
    'triangle',
    'width',
    'height',
    'irradiance',
    'texture',
    'textureSize',
    'target',
    'factor',
    'gradPixels',
    'gradDepths',
    'gradIrradiance',
    'gradTexture',
    'loss',
  ],
  scratch: NO_SCRATCH,
  plain: (job) => {
    const w = new Float64Array(3);
    const color = new Float64Array(3);
    for (let y = 0; y < job.height; y++)
      for (let x = 0; x < job.width; x++) {
        const i = y * job.width + x;
        if (job.triangle[i] !== NO_TRIANGLE && job.target[4 * i + 3] !== 0) addPixel(job, i, x, y, w, color);
      }
  },
};

function addPixel(
  job: PhotometricPixelsJob,
  i: number,
  x: number,
  y: number,
  w: Float64Array,
  gradShade: Float64Array,
): void {
  const { pixels: p, triangles, uvs, uvTriangles, irradiance, texture, textureSize: size, target } = job;
  const t = job.triangle[i];
  barycentricAt(p, triangles, t, x, y, w);
  let u = 0;
  let v = 0;
  for (let k = 0; k < 3; k++) {
    const j = 2 * uvTriangles[3 * t + k];
    u += w[k] * uvs[j];
    v += w[k] * uvs[j + 1];
  }
  const fx = Math.min(Math.max(u * size - 0.5, 0), size - 1);
  const fy = Math.min(Math.max(v * size - 0.5, 0), size - 1);
  const ix = Math.min(Math.floor(fx), size - 2);
  const iy = Math.min(Math.floor(fy), size - 2);
  const wx = fx - ix;
  const wy = fy - iy;
  const k = 4 * (iy * size + ix);
  const below = k + 4 * size;
  const mask = job.factor * target[4 * i + 3];
  let gradU = 0;
  let gradV = 0;
  for (let c = 0; c < 3; c++) {
    const top = texture[k + c] + wx * (texture[k + 4 + c] - texture[k + c]);
    const bottom = texture[below + c] + wx * (texture[below + 4 + c] - texture[below + c]);
    const albedo = top + wy * (bottom - top);
    let shade = 0;
    for (let a = 0; a < 3; a++) shade += w[a] * irradiance[4 * triangles[3 * t + a] + c];
    const r = albedo * shade - target[4 * i + c];
    job.loss[0] += (mask * r * r) / 2;
    const gradAlbedo = mask * r * shade;
    gradShade[c] = mask * r * albedo;
    const across =
      (1 - wy) * (texture[k + 4 + c] - texture[k + c]) + wy * (texture[below + 4 + c] - texture[below + c]);
    gradU += gradAlbedo * size * across;
    gradV += gradAlbedo * size * (bottom - top);
    job.gradTexture[k + c] += gradAlbedo * (1 - wx) * (1 - wy);
    job.gradTexture[k + 4 + c] += gradAlbedo * wx * (1 - wy);
    job.gradTexture[below + c] += gradAlbedo * (1 - wx) * wy;
    job.gradTexture[below + 4 + c] += gradAlbedo * wx * wy;
  }
  const g = [0, 0, 0];
  let mean = 0;
  for (let a = 0; a < 3; a++) {
    const vertex = triangles[3 * t + a];
    const j = 2 * uvTriangles[3 * t + a];
    g[a] = gradU * uvs[j] + gradV * uvs[j + 1];
    for (let c = 0; c < 3; c++) {
      g[a] += gradShade[c] * irradiance[4 * vertex + c];
      job.gradIrradiance[4 * vertex + c] += w[a] * gradShade[c];
    }
    mean += w[a] * g[a];
  }
  addBarycentricGradient(job, t, x + 0.5, y + 0.5, w, g, mean);
}

/** Takes gradients on the barycentric weights to the corners. */
function addBarycentricGradient(
  { pixels: p, triangles, gradPixels, gradDepths }: PhotometricPixelsJob,
  t: number,
  px: number,
  py: number,
  w: Float64Array,
  g: readonly number[],
  mean: number,
): void {
  const corner = [triangles[3 * t], triangles[3 * t + 1], triangles[3 * t + 2]];
  const at = (k: number, axis: number): number => p[3 * corner[k] + axis];
  const area = [0, 1, 2].map((k) => {
    const [b, c] = [(k + 1) % 3, (k + 2) % 3];
    return (at(b, 0) - px) * (at(c, 1) - py) - (at(b, 1) - py) * (at(c, 0) - px);
  });
  const total = area[0] / at(0, 2) + area[1] / at(1, 2) + area[2] / at(2, 2);
  for (let k = 0; k < 3; k++) {
    const [b, c] = [(k + 1) % 3, (k + 2) % 3];
    const gradShare = (g[k] - mean) / total;
    const gradArea = gradShare / at(k, 2);
    // a_k = w_k sum a.
    gradDepths[corner[k]] -= (gradShare * w[k] * total) / at(k, 2);
    gradPixels[2 * corner[b]] += gradArea * (at(c, 1) - py);
    gradPixels[2 * corner[b] + 1] -= gradArea * (at(c, 0) - px);
    gradPixels[2 * corner[c]] -= gradArea * (at(b, 1) - py);
    gradPixels[2 * corner[c] + 1] += gradArea * (at(b, 0) - px);
  }
}
