import { loadFeatureNetwork } from '../../src/deca/network/feature-network.ts';
import type { Random } from '../../src/geometry/random.ts';
import { srgbFromLinear } from '../../src/image/color.ts';

/** Side of a patch on the texture, texels, and of what the network reads. */
export const PATCH = 64;
const INPUT = 224;
/** Least share of a patch that was missing. */
const LEAST_MISSING = 0.6;

/** Top left corners of patches that were missing for the most part. */
export function missingPatches(missing: Float32Array, size: number, random: Random, count: number): number[][] {
  const corners: number[][] = [];
  for (let tries = 0; corners.length < count && tries < 400 * count; tries++) {
    const [x, y] = [0, 1].map(() => Math.floor(random.uniform() * (size - PATCH)));
    let sum = 0;
    for (let k = 0; k < 256; k++) sum += missing[(y + 4 * (k >> 4)) * size + x + 4 * (k & 15)];
    if (sum >= 256 * LEAST_MISSING) corners.push([x, y]);
  }
  return corners;
}

/** Answers with the features of a patch. */
export type PatchFeatures = (albedo: Float32Array, size: number, corner: readonly number[]) => Promise<Float32Array>;

/**
 * The encoder's frozen network (MediaPipe's attention mesh up to its last features) on a patch enlarged to its 224
 * pixels: its features of 128 places and of the whole. It was trained on faces, not on patches of skin; what counts here
 * is that it is fixed, and that it answers differently to blur, grain and edges.
 */
export async function openPatchFeatures(): Promise<PatchFeatures> {
  const network = await loadFeatureNetwork(Array.from({ length: 128 }, (_, k) => 3 * k));
  return (albedo, size, [left, top]) => {
    const crop = new Float32Array(3 * INPUT * INPUT);
    for (let y = 0; y < INPUT; y++)
      for (let x = 0; x < INPUT; x++) {
        const texel = (top + Math.floor((y * PATCH) / INPUT)) * size + left + Math.floor((x * PATCH) / INPUT);
        for (let c = 0; c < 3; c++) crop[(c * INPUT + y) * INPUT + x] = srgbFromLinear(albedo[3 * texel + c]);
      }
    return network.features(crop);
  };
}

/**
 * Kernel inception distance (Binkowski 2018) of two sets of features: the unbiased squared maximum mean discrepancy
 * under (x . y / d + 1)^3. Features are divided by their standard deviations over both sets first.
 */
export function kernelDistance(a: readonly Float32Array[], b: readonly Float32Array[]): number {
  const all = [...a, ...b];
  const d = all[0].length;
  const deviation = Float64Array.from({ length: d }, (_, k) => {
    const mean = all.reduce((sum, x) => sum + x[k], 0) / all.length;
    return Math.sqrt(all.reduce((sum, x) => sum + (x[k] - mean) ** 2, 0) / all.length) || 1;
  });
  const mean = Float64Array.from({ length: d }, (_, k) => all.reduce((sum, x) => sum + x[k], 0) / all.length);
  const scaled = (set: readonly Float32Array[]): Float64Array[] =>
    set.map((x) => Float64Array.from(x, (v, k) => (v - mean[k]) / deviation[k]));
  const [p, q] = [scaled(a), scaled(b)];
  const kernel = (x: Float64Array, y: Float64Array): number => {
    let dot = 0;
    for (let k = 0; k < d; k++) dot += x[k] * y[k];
    return (dot / d + 1) ** 3;
  };
  const within = (set: readonly Float64Array[]): number => {
    let sum = 0;
    set.forEach((x, i) => {
      set.forEach((y, j) => {
        if (i !== j) sum += kernel(x, y);
      });
    });
    return sum / (set.length * (set.length - 1));
  };
  let across = 0;
  for (const x of p) for (const y of q) across += kernel(x, y);
  return within(p) + within(q) - (2 * across) / (p.length * q.length);
}
