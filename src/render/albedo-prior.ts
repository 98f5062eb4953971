import { type LinearImage, sampleBilinear } from '../capture/image.ts';
import { solveCholesky } from '../geometry/cholesky.ts';
import type { HeadModel } from '../head/head-model.ts';
import { albedoTexture } from './head-mesh.ts';

/** Texels between those that the modes are fitted to: an odd number, so that they do not fall into columns. */
const STRIDE = 7;
/** Finite step of a mode, standard deviations. */
const STEP = 0.25;
const MAX_COEFFICIENT = 2;
const MIN_ALBEDO = 0.004;

/**
 * The albedo model's own colours for what was seen: its modes by least squares.
 * @param color [size, size, 3], read where weight [size, size] > 0
 * @returns [size, size, 3]
 */
export function fitAlbedoModel(head: HeadModel, color: Float32Array, weight: Float32Array, size: number): Float32Array {
  const { modeCount } = head.albedo;
  const base = albedoTexture(head);
  const moved = Array.from({ length: modeCount }, (_, k) => albedoTexture(head, unit(modeCount, k, STEP)));
  const hessian = new Float64Array(modeCount * modeCount);
  const rhs = new Float64Array(modeCount);
  const own = new Float64Array(3);
  const sample = new Float64Array(3);
  const columns = new Float64Array(3 * modeCount);
  let count = 0;
  for (let i = 0; i < weight.length; i += STRIDE) {
    if (weight[i] === 0) continue;
    count++;
    sampleTexel(base, i, size, own);
    moved.forEach((texture, k) => {
      sampleTexel(texture, i, size, sample);
      for (let c = 0; c < 3; c++) columns[3 * k + c] = (sample[c] - own[c]) / STEP;
    });
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

function unit(length: number, index: number, value: number): Float64Array {
  const out = new Float64Array(length);
  out[index] = value;
  return out;
}

function sampleTexel(texture: LinearImage, i: number, size: number, dst: Float64Array): void {
  const x = ((i % size) + 0.5) / size;
  const y = (Math.floor(i / size) + 0.5) / size;
  sampleBilinear(texture, x * texture.width, y * texture.height, dst);
}

function resample(texture: LinearImage, size: number): Float32Array {
  if (texture.width === size) return texture.data;
  const data = new Float32Array(3 * size * size);
  const sample = new Float64Array(3);
  for (let i = 0; i < size * size; i++) {
    sampleTexel(texture, i, size, sample);
    for (let c = 0; c < 3; c++) data[3 * i + c] = Math.max(MIN_ALBEDO, sample[c]);
  }
  return data;
}
