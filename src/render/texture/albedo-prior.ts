import { solveCholesky } from '../../geometry/cholesky.ts';
import type { HeadModel } from '../../head/head-model.ts';
import { type AxisTaps, addEnlarged, axisTaps } from '../../image/add-enlarged.ts';
import type { LinearImage } from '../../image/image.ts';
import { albedoTexture } from '../mesh/head-mesh.ts';

/** Texels between those that the modes are fitted to: an odd number, so that they do not fall into columns. */
const STRIDE = 7;
const MAX_COEFFICIENT = 2;
/** Less than this no skin reflects. */
export const DARKEST = 0.004;

/**
 * The albedo model's own colours for what was seen: its modes by least squares.
 * @param color [size, size, 3], read where weight [size, size] > 0
 * @returns [size, size, 3]
 */
export function fitAlbedoModel(head: HeadModel, color: Float32Array, weight: Float32Array, size: number): Float32Array {
  const { modeSize, modeCount, modes } = head.albedo;
  const base = albedoTexture(head);
  const [baseTaps, modeTaps] = [texelTaps(base.width, size), texelTaps(modeSize, size)];
  const hessian = new Float64Array(modeCount * modeCount);
  const rhs = new Float64Array(modeCount);
  const own = new Float64Array(3);
  const columns = new Float64Array(3 * modeCount);
  let count = 0;
  for (let i = 0; i < weight.length; i += STRIDE) {
    if (weight[i] === 0) continue;
    count++;
    sampleTexel(base, baseTaps, i, own);
    sampleTexel({ width: modeSize, data: modes }, modeTaps, i, columns);
    for (let c = 0; c < 3; c++) {
      const residual = color[3 * i + c] - own[c];
      for (let a = 0; a < modeCount; a++) {
        rhs[a] += weight[i] * columns[3 * a + c] * residual;
        for (let b = 0; b <= a; b++) hessian[a * modeCount + b] += weight[i] * columns[3 * a + c] * columns[3 * b + c];
      }
    }
  }
  // Unit-variance prior against a noise of 0.1 a texel, texels being far from independent.
  for (let a = 0; a < modeCount; a++) hessian[a * modeCount + a] += 0.01 * (count / 50 + 1);
  const coefficients = solveCholesky(hessian, rhs) ?? new Float64Array(modeCount);
  const limited = coefficients.map((a) => Math.max(-MAX_COEFFICIENT, Math.min(MAX_COEFFICIENT, a)));
  return resample(albedoTexture(head, limited), size);
}

/** Taps of a texture's texels in a square picture, clamped at its border. */
function texelTaps(width: number, size: number): AxisTaps {
  return axisTaps(size, width, (i) => Math.min(Math.max(((i + 0.5) / size) * width - 0.5, 0), width - 1));
}

/** Bilinear samples of pictures that follow each other at a texel, three channels each, as many as `dst` has room for. */
function sampleTexel(
  { width, data }: Pick<LinearImage, 'width' | 'data'>,
  { first, near, far }: AxisTaps,
  texel: number,
  dst: Float64Array,
): void {
  const size = first.length;
  const x = texel % size;
  const y = Math.floor(texel / size);
  let k = 3 * (first[y] * width + first[x]);
  for (let i = 0; i < dst.length; i += 3, k += 3 * width * width)
    for (let c = 0; c < 3; c++) {
      const top = data[k + c] * near[x] + data[k + c + 3] * far[x];
      const bottom = data[k + c + 3 * width] * near[x] + data[k + c + 3 * width + 3] * far[x];
      dst[i + c] = top * near[y] + bottom * far[y];
    }
}

function resample(texture: LinearImage, size: number): Float32Array {
  const { width, data } = texture;
  if (width === size) return data;
  const out = new Float32Array(3 * size * size);
  addEnlarged(out, texture, texelTaps(width, size), 1);
  for (let i = 0; i < out.length; i++) out[i] = Math.max(DARKEST, out[i]);
  return out;
}
