import { solveCholesky } from '../../geometry/cholesky.ts';
import type { HeadModel } from '../../head/head-model.ts';
import { type LinearImage, sampleBilinear } from '../../image/image.ts';
import { albedoTexture } from '../mesh/head-mesh.ts';

/** Texels between those that the modes are fitted to: an odd number, so that they do not fall into columns. */
const STRIDE = 7;
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
  const modes = Array.from({ length: modeCount }, (_, k) => albedoMode(head, k));
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
    for (let k = 0; k < modeCount; k++) {
      sampleTexel(modes[k], i, size, sample);
      columns.set(sample, 3 * k);
    }
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

/** A mode as a picture: change of albedo per standard deviation. */
function albedoMode({ albedo: { modeSize, modes } }: HeadModel, k: number): LinearImage {
  const length = 3 * modeSize * modeSize;
  return { width: modeSize, height: modeSize, channels: 3, data: modes.subarray(k * length, (k + 1) * length) };
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
